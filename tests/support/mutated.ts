import fc from "fast-check";

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  how: fc.constantFrom("change", "delete", "insert", "repeat"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  length: fc.integer({ min: 1, max: 40 }),
});

/** Something valid with some of its bytes changed, deleted, inserted or repeated. */
export function mutated(valid: string | Buffer): fc.Arbitrary<Buffer> {
  return fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) =>
    edits.reduce((bytes, { at, how, bytes: given, length }) => {
      const from = Math.floor(at * bytes.length);
      const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
      if (how === "insert") return Buffer.concat([before, given, after]);
      if (how === "repeat") return Buffer.concat([before, after.subarray(0, length), after]);
      if (how === "delete") return Buffer.concat([before, after.subarray(length)]);
      return Buffer.concat([before, given, after.subarray(given.length)]);
    }, Buffer.from(valid)),
  );
}
