import { expect } from "chai";
import { parsedRecord } from "../../../automation/commands/keptRecords";
import { glanceOf, whenOf } from "../../../automation/record/glance";
import { reportPage } from "../../../automation/report/page";
import { countedRecord, exampleRecord, refusedRecord } from "../report/exampleRecord";

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}

function garbled(record: object, path: Path, value: unknown): object {
  const copy = structuredClone(record);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as typeof place;
  place[path.at(-1)!] = value;
  return copy;
}

/** Whoever may write to the bucket can write anything into a record. */
describe("a record that is kept, in which one value is garbage,", () => {
  it("is taken for none, or has a page", function () {
    this.timeout(60_000);
    let [refused, shown] = [0, 0];
    for (const record of [exampleRecord(), countedRecord(), refusedRecord()]) {
      for (const path of leaves(record)) {
        for (const value of ["9999999-99-99", -1, null]) {
          const found = parsedRecord(JSON.stringify(garbled(record, path, value)));
          if (!found) {
            refused++;
            continue;
          }
          shown++;
          const show = () => [reportPage(found), glanceOf(found), whenOf(found)];
          expect(show, `${path.join(".")}: ${String(value)}`).to.not.throw();
        }
      }
    }
    expect([refused > 100, shown > 100]).to.deep.equal([true, true]);
  });
});
