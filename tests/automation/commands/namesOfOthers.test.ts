import { expect } from "chai";
import { lookAtAws, movedBy } from "../../../automation/commands/statusLook";
import { calmWorld } from "../course/calmWorld";

const name = "matching.example.com";

/** What a look at AWS finds moved where the servers answer this address for a name that never led here. */
async function moved(address: string) {
  const { ports, settings } = calmWorld({ users: {}, matching: {} });
  const resolve = ports.observer.resolve.bind(ports.observer);
  const answer = { server: "ns1", addresses: [address], ttlSeconds: 60, error: null };
  ports.observer.resolve = async (inventory, asked) =>
    asked === name ? [answer] : resolve(inventory, asked);
  const { release, inventory } = await ports.stack.read();
  const engine = await ports.stack.engineState();
  const look = await lookAtAws(
    ports.observer,
    { release: release!, inventory: inventory! },
    engine,
    settings,
  );
  return { moved: movedBy(look), asked: look.asked };
}

describe("a look at a name that was not adopted yet", () => {
  it("takes it for none that moved while others serve it", async () => {
    expect(await moved("203.0.113.9")).to.deep.equal({ asked: true, moved: null });
  });

  it("takes it for one that moved if it leads here", async () => {
    expect(await moved("10.0.0.2")).to.deep.equal({ asked: true, moved: "names" });
  });
});
