import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { environmentEffects, serviceEffects } from "../../config/effects";
import { readSettings } from "../../config/settings";
import { settingsOf } from "../config/samples";
import { edits, settings } from "./anyEdit";

/** Settings that no edit changes in a way that the settings check lets pass: nothing would be tried with them. */
function untouched(tried: typeof edits): string[] {
  const touched = new Set<string>();
  const was = settingsOf(settings.plain);
  for (const edit of tried) {
    const reading = readSettings(edit(settings.plain));
    if (!reading.ok) continue;
    const note = (path: string, from: object, to: object) => {
      for (const [key, value] of Object.entries(to)) {
        const before = (from as Record<string, unknown>)[key];
        if (!isDeepStrictEqual(before, value)) touched.add(`${path}${key}`);
      }
    };
    note("", was, reading.value);
    for (const [name, service] of Object.entries(reading.value.services)) {
      note("services.*.", was.services[name] ?? service, service);
    }
  }
  const all = [
    ...Object.keys(environmentEffects),
    ...Object.keys(serviceEffects).map((key) => `services.*.${key}`),
  ];
  return all.filter((key) => !touched.has(key));
}

describe("the edits that are tried", () => {
  it("change every setting of the schema, each in a way that the settings check lets pass", () => {
    expect(untouched(edits)).to.deep.equal([]);
  });

  it("would show a setting that none of them changes", () => {
    expect(untouched(edits.slice(0, 1))).to.include.members(["network", "services.*.cpu"]);
  });
});
