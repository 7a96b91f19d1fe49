/**
 * JSON pointers to what differs between two bodies outside of what is ignored, at most 50; `""` is the body
 * itself. Bodies that are not JSON are compared as text.
 */
export function differing(one: string, other: string, ignore: readonly string[] = []): string[] {
  if (one === other) return [];
  const [left, right] = [parsed(one), parsed(other)];
  const all =
    left === undefined || right === undefined ? [""] : pointers(left.value, right.value, "");
  return [...all].filter((pointer) => !isWithin(pointer, ignore)).slice(0, most);
}

const most = 50;

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function* pointers(one: unknown, other: unknown, at: string): Generator<string> {
  if (one === other) return;
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    for (const [index, value] of one.entries())
      yield* pointers(value, other[index], `${at}/${index}`);
  } else if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      yield* pointers(one[key], other[key], `${at}/${escaped(key)}`);
    }
  } else yield at;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** Whether one of the pointers leads to this place or to one that contains it. */
export function isWithin(pointer: string, pointers: Iterable<string>): boolean {
  for (const one of pointers) if (pointer === one || pointer.startsWith(`${one}/`)) return true;
  return false;
}
