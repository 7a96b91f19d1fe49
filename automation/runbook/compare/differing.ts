/**
 * JSON pointers to what differs between two bodies outside of what is ignored, at most 200; `""` is the body
 * itself. Bodies that are not JSON are compared as text.
 */
export function differing(one: string, other: string, ignore: readonly string[] = []): string[] {
  if (one === other) return [];
  const [left, right] = [parsed(one), parsed(other)];
  const all =
    left === undefined || right === undefined ? [""] : pointers(left.value, right.value, "", 0);
  const found: string[] = [];
  for (const pointer of all) {
    if (!isWithin(pointer, ignore)) found.push(pointer.slice(0, longest));
    if (found.length === most) break;
  }
  return found;
}

/** A candidate may answer anything; but a long list of times must not hide what comes after it. */
const most = 200;
const longest = 500;
const deepest = 100;

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function* pointers(one: unknown, other: unknown, at: string, depth: number): Generator<string> {
  if (one === other) return;
  const keys = depth < deepest ? sharedKeys(one, other) : undefined;
  if (keys === undefined) {
    yield at;
    return;
  }
  for (const key of keys) {
    const [left, right] = [own(one as object, key), own(other as object, key)];
    yield* pointers(left, right, `${at}/${escaped(key)}`, depth + 1);
  }
}

/** Of two objects, or of two lists of one length. */
function sharedKeys(one: unknown, other: unknown): Iterable<string> | undefined {
  const areLists = Array.isArray(one) && Array.isArray(other) && one.length === other.length;
  if (!areLists && !(isObject(one) && isObject(other))) return undefined;
  return new Set([...Object.keys(one), ...Object.keys(other)]);
}

/** No name that every object inherits, such as `constructor`. */
function own(from: object, key: string): unknown {
  return Object.hasOwn(from, key) ? (from as Record<string, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** The pointer itself, and those to all that contains its place. */
export function containing(pointer: string): string[] {
  const outer = [...pointer.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index));
  return [...outer, pointer];
}

/** Whether one of the pointers leads to this place or to one that contains it. */
export function isWithin(pointer: string, pointers: Iterable<string>): boolean {
  for (const one of pointers) if (pointer === one || pointer.startsWith(`${one}/`)) return true;
  return false;
}
