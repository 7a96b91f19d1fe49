import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ask, forwardTo, Http2Rig } from "./http2Rig";

/** What a browser sends back of these answers. */
function cookiesOf(headers: { "set-cookie"?: string[] | undefined }): string {
  return (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
}

describe("a sticky client at a load balancer of the local cloud", () => {
  let rig: Http2Rig;
  afterEach(() => rig.stop());

  const saying = (id: string, arn?: string) =>
    rig.http1(id, (_request, response) => void response.end(id), arn);

  /** The next of this many answers to a client that keeps its cookies. */
  async function said(count: number, given = ""): Promise<{ texts: string[]; cookies: string }> {
    const session = rig.connect();
    const texts: string[] = [];
    let cookies = given;
    for (let one = 0; one < count; one++) {
      const { body, headers } = await ask(session, cookies ? { cookie: cookies } : {});
      texts.push(body);
      cookies = cookiesOf(headers);
    }
    return { texts, cookies };
  }

  it("stays on its task, by cookies like those of AWS", async () => {
    rig = await Http2Rig.start({ stickySeconds: 100 });
    for (const id of ["a", "b", "c"]) await saying(id);
    const { texts, cookies } = await said(6);
    expect(new Set(texts).size).to.equal(1);
    expect(cookies).to.match(/^AWSALB=\S+; AWSALBCORS=\S+$/);
    const { headers } = await ask(rig.connect());
    expect(
      headers["set-cookie"]!.map((one) => one.replace(/(=|Expires=)[^;]*/g, "$1…")),
    ).to.deep.equal([
      "AWSALB=…; Expires=…; Path=…",
      "AWSALBCORS=…; Expires=…; Path=…; SameSite=…; Secure",
    ]);
    const strangers = [await said(1), await said(1), await said(1)];
    expect(new Set(strangers.flatMap((one) => one.texts)).size).to.equal(3);
  });

  it("moves on when its task deregisters", async () => {
    rig = await Http2Rig.start({ stickySeconds: 100 });
    for (const id of ["a", "b"]) await saying(id);
    const { texts, cookies } = await said(2);
    const [held] = texts;
    void rig.groups["group"]!.deregister({ id: held!, port: 80 });
    expect(rig.edge.movedMs).to.deep.equal([]);
    expect((await said(1, cookies)).texts).to.deep.equal([held === "a" ? "b" : "a"]);
    expect(rig.edge.movedMs).to.have.length(1);
  });

  it("moves on when its time is over", async () => {
    rig = await Http2Rig.start({ stickySeconds: 5 });
    for (const id of ["a", "b"]) await saying(id);
    const { cookies } = await said(1);
    // Five seconds on AWS are 100 ms here.
    await sleep(120);
    const later = [await said(1, cookies), await said(1, cookies)];
    expect(later.flatMap(({ texts }) => texts)).to.have.members(["a", "b"]);
  });

  it("reaches what the rule forwards to, whatever fleet it was on", async () => {
    rig = await Http2Rig.start({ stickySeconds: 100 });
    await saying("old");
    await saying("new", "other");
    const { cookies } = await said(1);
    rig.listener.setDefaultAction(forwardTo("other"));
    const moved = await said(2, cookies);
    expect(moved.texts).to.deep.equal(["new", "new"]);
    rig.listener.setDefaultAction(forwardTo("group"));
    expect((await said(2, moved.cookies)).texts).to.deep.equal(["old", "old"]);
  });

  it("stays on its fleet while the rule has both, and leaves it when the rule has not", async () => {
    const shared = { ...forwardTo("group", "other"), stickySeconds: 100 };
    rig = await Http2Rig.start({ stickySeconds: 100 }, { action: shared });
    await saying("old");
    await saying("new", "other");
    const clients = await Promise.all(Array.from({ length: 12 }, () => said(4)));
    for (const { texts } of clients) expect(new Set(texts).size).to.equal(1);
    const onNew = clients.find(({ texts }) => texts[0] === "new")!;
    expect(onNew.cookies).to.match(/^AWSALBTG=\S+; AWSALBTGCORS=\S+; AWSALB=/);
    rig.listener.setDefaultAction(forwardTo("group"));
    expect((await said(2, onNew.cookies)).texts).to.deep.equal(["old", "old"]);
  });
});

describe("a fault of sticky clients' load balancer in the local cloud", () => {
  let rig: Http2Rig;
  afterEach(() => rig.stop());

  const saying = (id: string, arn?: string) =>
    rig.http1(id, (_request, response) => void response.end(id), arn);

  it("loses their sessions: they are on the next task with each request", async () => {
    rig = await Http2Rig.start({ stickySeconds: 100 });
    for (const id of ["a", "b"]) await saying(id);
    const { headers } = await ask(rig.connect());
    rig.edge.sessions = "lost";
    const texts = [];
    for (let one = 0; one < 4; one++) {
      texts.push((await ask(rig.connect(), { cookie: cookiesOf(headers) })).body);
    }
    expect(new Set(texts).size).to.equal(2);
  });

  it("keeps them at a target group that its rule has no more", async () => {
    rig = await Http2Rig.start({ stickySeconds: 100 });
    await saying("old");
    await saying("new", "other");
    const { headers } = await ask(rig.connect());
    const cookie = cookiesOf(headers);
    rig.listener.setDefaultAction(forwardTo("other"));
    rig.edge.sessions = "kept";
    expect((await ask(rig.connect(), { cookie })).body).to.equal("old");
    expect((await ask(rig.connect())).body).to.equal("new");
    void rig.groups["group"]!.deregister({ id: "old", port: 80 });
    expect((await ask(rig.connect(), { cookie })).status).to.equal(503);
    rig.edge.sessions = "usual";
    expect((await ask(rig.connect(), { cookie })).body).to.equal("new");
  });
});

describe("slow start at a load balancer of the local cloud", () => {
  let rig: Http2Rig;
  afterEach(() => rig.stop());

  const saying = (id: string) => rig.http1(id, (_request, response) => void response.end(id));
  /** How many of the next 20 requests each target got. */
  async function shares(): Promise<Record<string, number>> {
    const session = rig.connect();
    const counts: Record<string, number> = {};
    for (let one = 0; one < 20; one++) {
      const { body } = await ask(session);
      counts[body] = (counts[body] ?? 0) + 1;
    }
    return counts;
  }

  it("gives a task that joins others a growing share, and the first ones theirs at once", async () => {
    // 80 seconds on AWS are 1600 ms here.
    rig = await Http2Rig.start({ slowStartSeconds: 80 });
    await saying("a");
    expect(await shares()).to.deep.equal({ a: 20 });
    await saying("b");
    const early = (await shares())["b"] ?? 0;
    expect(early).to.be.below(8);
    // More than the time that it takes.
    await sleep(1750);
    expect(await shares()).to.deep.equal({ a: 10, b: 10 });
  });
});
