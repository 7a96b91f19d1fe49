import { expect } from "chai";
import { drainName } from "../../../automation/runbook/removeName";
import { refused } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { api, serving } from "../commands/servingWorld";

const going = { service: "users", name: "users.example.com" };
const next = `renew them; then: bluegreen host remove ${going.name} --stack dev --service users`;

/** `host remove` whose credentials expire after so many of its `up`s. */
async function removing(good: number, begun?: "noted" | "gone") {
  const { ports, run, environment } = await serving({ users: api });
  if (begun) {
    const removed = { [going.name]: { phase: begun, ttlSeconds: 60 } };
    environment().release.services["users"]!.removedNames = removed;
  }
  const apply = ports.stack.apply.bind(ports.stack);
  let ups = 0;
  ports.stack.apply = (...asked) =>
    ups++ < good
      ? apply(...asked)
      : Promise.reject(refused("the credentials have expired", "renew them"));
  const { kind, found, next: then } = await refusalOf(() => drainName(run(), environment(), going));
  return { kind, found, next: then };
}

describe("the removal of a name", () => {
  it("is refused if its first `up` is", async () => {
    expect(await removing(0)).to.deep.equal({
      kind: "refused",
      found: "the credentials have expired",
      next: "renew them",
    });
  });

  it("is paused if another `up` is refused, and says how far it is", async () => {
    const noted = "users.example.com is recorded as being removed, but still has its DNS record";
    const paused = { kind: "stoppedMidway", found: `${noted}: the credentials have expired`, next };
    expect(await removing(1)).to.deep.equal(paused);
    expect(await removing(0, "noted")).to.deep.equal(paused);
  });

  it("is paused if AWS refuses an answer once the record is deleted", async () => {
    const { ports, run, environment } = await serving({
      users: { ...api, hosts: ["users", "www"] },
    });
    const resolve = ports.observer.resolve.bind(ports.observer);
    ports.observer.resolve = (known, name) => {
      const { removedNames } = environment().release.services["users"]!;
      return removedNames?.[going.name]?.phase === "gone"
        ? Promise.reject(refused("the credentials have expired", "renew them"))
        : resolve(known, name);
    };
    const {
      kind,
      found,
      next: then,
    } = await refusalOf(() => drainName(run(), environment(), going));
    expect({ kind, found, next: then }).to.deep.equal({
      kind: "stoppedMidway",
      found:
        "users.example.com no longer has a DNS record, but still has its listener rules: the credentials have expired",
      next,
    });
  });
});
