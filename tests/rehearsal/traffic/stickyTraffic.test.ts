import type { IncomingMessage, RequestListener } from "node:http";
import { expect } from "chai";
import { CookieJar } from "../../../rehearsal/traffic/shapes/sticky";
import { until } from "../../localCloud/fixture";
import { first, second } from "./clientRig";
import { sender, ShapeRig, wallClockMs } from "./shapeRig";

describe("sticky clients of the rehearsal", () => {
  let rig: ShapeRig;
  beforeEach(async () => (rig = await ShapeRig.start()));
  afterEach(() => rig.stop());

  /** A load balancer with tasks, and a cookie for the one that a client is on. */
  const balancing =
    (answers: (request: IncomingMessage) => object): RequestListener =>
    (request, response) => {
      response.setHeader("set-cookie", ["AWSALB=task; Path=/", "AWSALBCORS=task; Secure"]);
      response.end(JSON.stringify(answers(request)));
    };

  /** Until so many requests have ended that began after that; of three clients. */
  const ended = (count: number, sinceMs = 0) =>
    until("some have ended", () => {
      const later = rig.ended.filter(({ startedMs }) => startedMs > sinceMs);
      return later.length >= count;
    });
  const failed = () => until("one has failed", () => rig.problems().length > 0);

  it("keep their cookies, and stay on their task", async () => {
    const cookies = new Set<string | undefined>();
    await rig.cloud.serve(
      first,
      balancing(({ headers }) => {
        cookies.add(headers.cookie);
        return sender;
      }),
    );
    const traffic = rig.traffic("sticky");
    await ended(12);
    await traffic.stop();
    expect(rig.problems()).to.deep.equal([]);
    expect([...cookies]).to.deep.equal([undefined, "AWSALB=task; AWSALBCORS=task"]);
  });

  it("fail when their session is on another task of the same fleet", async () => {
    let count = 0;
    await rig.cloud.serve(
      first,
      balancing(() => ({ ...sender, pid: ++count })),
    );
    const traffic = rig.traffic("sticky");
    await failed();
    await traffic.stop();
    expect(rig.problems()[0]).to.match(
      /^response: answered by task \d+ of blue, but its session is on task \d+$/,
    );
  });

  it("leave their task when it has become unhealthy", async () => {
    let answer = sender;
    await rig.cloud.serve(
      first,
      balancing(() => answer),
    );
    const traffic = rig.traffic("sticky");
    await ended(6);
    const movedMs = wallClockMs();
    rig.moves.push(movedMs);
    answer = { ...sender, pid: 2 };
    // Long enough after the move that nobody could still leave because of it.
    await ended(6, movedMs + 60);
    expect(rig.problems()).to.deep.equal([]);
    answer = { ...sender, pid: 3 };
    await failed();
    await traffic.stop();
    expect(rig.problems()[0]).to.match(/^response: answered by task 3 of blue, but/);
  });

  it("leave their task with the fleet, and at another load balancer", async () => {
    let answer = sender;
    let atSecond = 0;
    await rig.cloud.serve(
      first,
      balancing(() => answer),
    );
    await rig.cloud.serve(
      second,
      balancing(() => {
        atSecond++;
        return { ...answer, pid: 3 };
      }),
    );
    const traffic = rig.traffic("sticky");
    await ended(6);
    answer = { ...sender, color: "green", pid: 2 };
    await ended(6, wallClockMs());
    rig.cloud.addresses = [second];
    await until("some have moved", () => atSecond >= 4);
    await traffic.stop();
    expect(rig.problems()).to.deep.equal([]);
  });
});

describe("the cookies of a client", () => {
  it("are the newest of each name", () => {
    const jar = new CookieJar();
    expect(jar.header).to.equal("");
    jar.take(["A=1; Path=/", "B=x=y; Secure"]);
    jar.take(["A=2"]);
    expect(jar.header).to.equal("A=2; B=x=y");
  });
});
