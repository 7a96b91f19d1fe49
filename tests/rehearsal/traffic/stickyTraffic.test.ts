import type { IncomingMessage, RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { CookieJar } from "../../../rehearsal/traffic/shapes/sticky";
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
    await sleep(300);
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
    await sleep(150);
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
    await sleep(150);
    rig.moves.push(wallClockMs());
    answer = { ...sender, pid: 2 };
    await sleep(150);
    expect(rig.problems()).to.deep.equal([]);
    await sleep(150);
    answer = { ...sender, pid: 3 };
    await sleep(100);
    await traffic.stop();
    expect(rig.problems()[0]).to.match(/^response: answered by task 3 of blue, but/);
  });

  it("leave their task with the fleet, and at another load balancer", async () => {
    let answer = sender;
    await rig.cloud.serve(
      first,
      balancing(() => answer),
    );
    await rig.cloud.serve(
      second,
      balancing(() => ({ ...answer, pid: 3 })),
    );
    const traffic = rig.traffic("sticky");
    await sleep(200);
    answer = { ...sender, color: "green", pid: 2 };
    await sleep(200);
    rig.cloud.addresses = [second];
    await sleep(300);
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
