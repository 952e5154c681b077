const first = 46_656;
const apart = 7;

const prefixOf = (place: string): string => `${place.slice(0, 1)}${place.slice(-1)}X`.toUpperCase();

/** The serial of a location's n-th device, counted from 0; invented, and the same in every run. */
export function deviceSerial(place: string, index: number): string {
  return `${prefixOf(place)}${(first + index * apart).toString(36)}`.toUpperCase().padEnd(10, 'Q');
}

/** Which device of a location has this serial, or null when none of them can. */
export function deviceIndex(place: string, serial: string): number | null {
  const prefix = prefixOf(place);
  if (!serial.startsWith(prefix)) return null;
  const digits = serial.slice(prefix.length);
  for (let length = 4; length <= digits.length; length += 1) {
    const index = (Number.parseInt(digits.slice(0, length), 36) - first) / apart;
    if (Number.isSafeInteger(index) && index >= 0 && deviceSerial(place, index) === serial) return index;
  }
  return null;
}
