import { expect } from "chai";
import type { AccessRole } from "../../privilege/accessRoles";
import { rolePolicies } from "../../privilege/policy";
import type { PolicyDocument } from "../../privilege/statement";
import { config } from "../config/samples";
import { actionsOf } from "./actionsOf";
import { attacks } from "./attacks";
import { mutations } from "./mutations";
import { boundaryOf, type Place, places } from "./places";
import { reachable } from "./reachable";
import { noBackend, scopeFor } from "./scopes";
import { documented } from "./serviceAuthorization";
import { allows } from "./simulate";

const scope = scopeFor({ ...config(), permissionsBoundary: boundaryOf(places.dev) });
const backend = { ...noBackend, bucket: { name: "state", prefix: "" } };

interface Attacker {
  role: AccessRole;
  /** Whose resources its policies are for. */
  own: Place;
  /** With what a reached one is listed as. */
  others: [Place, listedAs: string][];
}

const { dev, prod, "dev-2": dev2, "pr-7": preview } = places;
const ofOthers: Attacker["others"] = [
  [prod, ""],
  [places["shop's dev"], ""],
  [dev2, " of dev-2"],
  [preview, " of its previews"],
];
const attackers: Attacker[] = [
  { role: "deploy", own: dev, others: ofOthers },
  { role: "preview", own: dev, others: ofOthers },
  { role: "drift", own: dev, others: ofOthers },
  {
    role: "preview-stacks",
    own: preview,
    others: [
      [prod, ""],
      [places["shop's pr-7"], ""],
      [dev, " of its foundation"],
    ],
  },
];

/** Actions with what they reach of another stack, such as `acm:DescribeCertificate acm:certificate`. */
function reached(
  documents: readonly PolicyDocument[],
  { own, others }: Attacker,
  actions: Iterable<string> = actionsOf(documents),
): Set<string> {
  const found = new Set<string>();
  for (const action of actions) {
    for (const [other, listedAs] of others) {
      for (const { what, request } of attacks(action, own, other)) {
        // What is reached of every stack is listed once.
        if (allows(documents, request) && !found.has(`${action} ${what}`)) {
          found.add(`${action} ${what}${listedAs}`);
        }
      }
    }
  }
  return found;
}

describe("one account: between its environments", () => {
  for (const attacker of attackers) {
    const { role } = attacker;
    const documents = rolePolicies(role, { scope, backend });
    const before = reached(documents, attacker);

    it(`${role} reaches only what is listed with its reason (tests/privilege/reachable.ts)`, () => {
      const listed = reachable.filter(({ roles }) => roles.includes(role));
      expect([...before].sort()).to.deep.equal(listed.flatMap(({ cells }) => cells).sort());
    });

    it(`${role} tags no resource of another stack`, () => {
      const tagging = [...before].filter(
        (cell) => documented(cell.split(" ")[0]!).level === "Tagging",
      );
      // Route 53 has no condition for its tags, and no policy depends on these.
      const zones = "route53:ChangeTagsForResource route53:hostedzone";
      expect(tagging).to.deep.equal(role === "deploy" ? [zones] : []);
    });

    it(`${role} reaches more with any condition dropped or any resource widened`, () => {
      const unnoticed = mutations(documents).filter(({ mutant }) => {
        // A role's statements allow what any of them allows, so one is enough.
        const mutated = [{ Version: "2012-10-17" as const, Statement: [mutant] }];
        return [...reached(mutated, attacker, mutant.Action)].every((cell) => before.has(cell));
      });
      expect(unnoticed.map(({ what }) => what)).to.deep.equal([]);
    });
  }
});
