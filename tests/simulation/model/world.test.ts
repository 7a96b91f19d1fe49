import { expect } from "chai";
import { Fleet } from "../../../simulation/model/fleet";
import { VirtualTime } from "../../../simulation/model/time";
import { timings } from "../../../simulation/model/timings";
import { images, World } from "../../../simulation/model/world";

/** A model with one service, and its state at each of the given milliseconds. */
async function at<T>(
  momentsMs: number[],
  setUp: (world: World) => void,
  look: (world: World) => T,
): Promise<T[]> {
  const seen: T[] = [];
  await new Promise<void>((resolve) => {
    const own = { dead: false, waits: 0 };
    const time = new VirtualTime(resolve);
    const world = new World(time, ["users"], () => undefined);
    world.releaseLongAgo(2);
    time.start(() => setUp(world));
    for (const ms of momentsMs) time.after(ms, () => seen.push(look(world)));
    time.end(own);
  });
  return seen;
}

const green = ({ services }: World) => services[0]!.fleets.green;
const start = (world: World) => green(world).set(Fleet.value(2, images.new));
const { bootMs, healthyMs, stopMs, replaceMs } = timings;

describe("the simulation's model of AWS", () => {
  it("boots a fleet, then finds it healthy, then stops it", async () => {
    const seen = await at(
      [bootMs - 1, bootMs + 1, bootMs + healthyMs + 1, 5000, 5000 + stopMs + 1],
      (world) => {
        start(world);
        world.time.after(4999, () => green(world).set(Fleet.value(0, images.new)));
      },
      (world) => [green(world).running, green(world).healthy],
    );
    expect(seen).to.deep.equal([
      [0, 0],
      [2, 0],
      [2, 2],
      [2, 0],
      [0, 0],
    ]);
  });

  it("never gets an image that exits at once running, nor one that is unhealthy healthy", async () => {
    const look = (world: World) => [green(world).running, green(world).healthy];
    for (const [flaw, expected] of [
      ["boots", [0, 0]],
      ["healthy", [2, 0]],
    ] as const) {
      const [seen] = await at(
        [60_000],
        (world) => {
          world.newImage = { ...world.newImage, [flaw]: false };
          start(world);
        },
        look,
      );
      expect(seen).to.deep.equal(expected);
    }
  });

  it("replaces tasks that died", async () => {
    const blue = ({ services }: World) => services[0]!.fleets.blue;
    const seen = await at(
      [1, replaceMs + bootMs + healthyMs + 1],
      (world) => world.die(images.old, 1),
      (world) => [blue(world).running, blue(world).healthy, blue(world).died],
    );
    expect(seen).to.deep.equal([
      [1, 1, true],
      [2, 2, true],
    ]);
  });

  it("propagates a change to the servers one by one, and clients keep the old answer for the TTL", async () => {
    const [first, , last] = timings.serverLagMs as [number, number, number];
    const overMs = last + timings.ttlSeconds * 1000;
    const production = ({ services }: World) => services[0]!.production;
    const seen = await at(
      [0, first + 1, last + 1, overMs - 1, overMs + 1],
      (world) => production(world).set("green"),
      (world) => [
        production(world).servers.map(({ answer }) => answer),
        production(world).inSync,
        production(world).mayBeHeld("blue"),
        production(world).mayBeHeldForEver("blue"),
      ],
    );
    const [b, g] = ["blue", "green"];
    expect(seen).to.deep.equal([
      [[b, b, b], false, true, true],
      [[g, b, b], false, true, true],
      [[g, g, g], true, true, true],
      [[g, g, g], true, true, true],
      [[g, g, g], true, false, true],
    ]);
  });
});
