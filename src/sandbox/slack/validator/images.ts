import { isObject } from '../json.js';

/** A problem, in Slack's own words, for every image inside `value` that cannot be fetched, each with a pointer to its address. */
export function imageProblems(value: unknown, at: string, unfetchable: (url: string) => boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => imageProblems(item, `${at}/${index}`, unfetchable));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'image_url' && typeof member === 'string'
      ? unfetchable(member)
        ? [`downloading image failed [json-pointer:${at}/image_url]`]
        : []
      : imageProblems(member, `${at}/${name}`, unfetchable),
  );
}
