/** The values that a field of a cron expression stands for. */
export type Field = ReadonlySet<number>;

export interface Values {
  min: number;
  max: number;
  /** Of the values from `min` on, in upper case. */
  names?: readonly string[];
}

export const monthNames = [
  ...["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
];

/** The field's values, or why AWS takes none of that. */
export function field(name: string, text: string, values: Values): Field | string {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const read = valuesOf(part, values);
    if (typeof read === "string") return `\`${part}\` as its ${name} ${read}`;
    for (const one of read) found.add(one);
  }
  return found;
}

/** `*`, a value, `first-last`, or one of these with `/step`. */
function valuesOf(part: string, values: Values): number[] | string {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) return "has more than one `/`";
  const bounds = boundsOf(range, step !== undefined, values);
  if (typeof bounds === "string") return bounds;
  const by = step === undefined ? 1 : /^\d+$/.test(step) ? Number(step) : 0;
  if (by < 1 || by > values.max) return `must have a number from 1 to ${values.max} after \`/\``;
  const [first, last] = bounds;
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, at) => first + at * by);
}

function boundsOf(range: string, hasStep: boolean, values: Values): [number, number] | string {
  if (range === "*") return [values.min, values.max];
  const ends = range.split("-");
  const [first, last = hasStep ? values.max : first] = ends.map((end) => valueOf(end, values));
  if (ends.length > 2 || first === undefined || last === undefined) return mustBe(values);
  if (first > last) return "ends before it begins: write two ranges, with a comma between them";
  return [first, last];
}

/** Undefined if it is none. */
export function valueOf(text: string, { min, max, names = [] }: Values): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return min + named;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}

function mustBe({ min, max, names = [] }: Values): string {
  const named = names.length > 0 ? ` or ${names[0]}-${names.at(-1)}` : "";
  return `must be from ${min} to ${max}${named}, \`*\`, or a list, range or step of these`;
}
