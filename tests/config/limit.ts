import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { config, problemsOf } from "./samples";

export const user = (service: object) => config({ users: service });

export const workers = (size: number, service: object = {}) => ({
  mailer: { kind: "worker", selfTest: { command: ["check"] }, size, ...service },
});

export interface Limit {
  /** The last ones that AWS takes. */
  pass: RawConfig[];
  /** The first ones that it does not, with what is said. */
  fail: [RawConfig, problem: string][];
}

/** One test for each. */
export function knows(limits: Record<string, Limit>): void {
  for (const [what, { pass, fail }] of Object.entries(limits)) {
    it(`knows that ${what}`, () => {
      for (const raw of pass) {
        expect(problemsOf(raw), JSON.stringify(raw).slice(0, 200)).to.deep.equal([]);
      }
      for (const [raw, problem] of fail) expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }
}
