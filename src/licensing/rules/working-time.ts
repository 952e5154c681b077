/** When the organisation works. Holidays are local dates, `YYYY-MM-DD`; days of the weekend count from 0 = Sunday. */
export interface WorkingTime {
  timeZone: string;
  weekend: readonly number[];
  holidays: readonly string[];
}
