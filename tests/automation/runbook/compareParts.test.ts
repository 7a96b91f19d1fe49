import { expect } from "chai";
import { differing, isWithin } from "../../../automation/runbook/compare/differing";
import { comparedRequests } from "../../../automation/runbook/compare/compared";
import { describeCompared, objection } from "../../../automation/runbook/compare/describe";
import { type Answers, sampleOf } from "../../../automation/runbook/compare/sample";
import { orderOf, type Role, scheduleOf } from "../../../automation/runbook/compare/schedule";
import { serviceSchema } from "../../../config/schema";
import { pairedRatio } from "../../../statistics/pairedRatio";
import { logRatiosOf } from "../../statistics/typicalWorld";

describe("the schedule of a comparison", () => {
  const plan = { shares: [1], pairs: 360, lengthMs: 600_000, seed: "r-1 users" };

  it("spreads the pairs evenly, in each order about as often", () => {
    const planned = scheduleOf(plan);
    expect(planned.map(({ atMs }) => atMs)).to.deep.equal(
      Array.from({ length: 360 }, (_, index) => (index * 600_000) / 360),
    );
    const times = new Map<string, number>();
    for (const { order } of planned) times.set(order.join(), (times.get(order.join()) ?? 0) + 1);
    expect(times.size).to.equal(6);
    for (const count of times.values()) expect(count).to.be.within(40, 80);
  });

  it("is the same for the same seed, and differs for another", () => {
    const orders = (seed: string) => scheduleOf({ ...plan, seed }).map(({ order }) => order);
    expect(orders("r-1 users 1")).to.deep.equal(orders("r-1 users 1"));
    expect(orders("r-1 users 1")).to.not.deep.equal(orders("r-1 users 2"));
  });

  it("gives each request its share throughout", () => {
    const planned = scheduleOf({ ...plan, shares: [2, 1], pairs: 12 });
    expect(planned.map(({ request }) => request)).to.deep.equal([
      0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0,
    ]);
  });

  /** Whoever is asked first is slower, since the answer is in no cache yet. */
  const firstIsSlower = (orderAt: (index: number) => readonly Role[]) => {
    const pairs = logRatiosOf({ seed: 1, ratio: 1, pairs: 360, minutes: 10, sigma: 0.5 });
    const cost = (order: readonly Role[], role: Role) => (order[0] === role ? Math.log(2) : 0);
    return pairedRatio(
      pairs.map((pair, index) => {
        const order = orderAt(index);
        return pair + cost(order, "new") - cost(order, "old");
      }),
    );
  };

  it("does not favour the version that is asked last, as a fixed order does", () => {
    const drawn = firstIsSlower((index) => orderOf("r-1 users", index));
    expect(drawn.low).to.be.below(1);
    expect(drawn.high).to.be.above(1);
    expect(firstIsSlower(() => ["old", "new", "again"]).high).to.be.below(1);
  });
});

describe("the differences between two bodies", () => {
  const cases: [what: string, one: unknown, other: unknown, found: string[]][] = [
    ["equal ones", { a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, []],
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, ["/a/b"]],
    ["a missing and a new key", { a: 1 }, { b: 1 }, ["/a", "/b"]],
    ["a key with an empty value", { a: null }, {}, ["/a"]],
    ["lists of another length", { a: [1] }, { a: [1, 2] }, ["/a"]],
    ["an entry of a list", [1, { a: 1 }], [1, { a: 2 }], ["/1/a"]],
    ["another kind", { a: [] }, { a: {} }, ["/a"]],
    ["a number and text", { a: 1 }, { a: "1" }, ["/a"]],
    ["keys that JSON pointers escape", { "a/b": 1, "c~d": 1 }, {}, ["/a~1b", "/c~0d"]],
    ["the whole", 1, 2, [""]],
  ];
  for (const [what, one, other, found] of cases) {
    it(`are ${found.join(" ") || "none"} for ${what}`, () => {
      expect(differing(JSON.stringify(one), JSON.stringify(other, null, 1))).to.deep.equal(found);
    });
  }

  it("are those of text when a body is not JSON", () => {
    expect(differing("<p>a</p>", "<p>a</p>")).to.deep.equal([]);
    expect(differing("<p>a</p>", "<p>b</p>")).to.deep.equal([""]);
    expect(differing("{}", "<p>b</p>")).to.deep.equal([""]);
    expect(differing("{}", '{"constructor":1,"__proto__":2}')).to.deep.equal([
      "/constructor",
      "/__proto__",
    ]);
  });

  it("are cut where a service answers without end", () => {
    const deep = (inner: number) => `${"[".repeat(3e5)}${inner}${"]".repeat(3e5)}`;
    for (const pointer of differing(deep(1), deep(2))) expect(pointer.length).to.be.at.most(500);
    const deeper = (inner: number) => `${"[".repeat(2000)}${inner}${"]".repeat(2000)}`;
    expect(differing(deeper(1), deeper(2))).to.deep.equal(["/0".repeat(100)]);
    const key = "k".repeat(1e6);
    expect(differing(`{"${key}":1}`, `{"${key}":2}`)).to.deep.equal([`/${"k".repeat(499)}`]);
  });

  it("are at most 200, not counting ignored ones", () => {
    const many = (value: number) =>
      Object.fromEntries(Array.from({ length: 210 }, (_, index) => [`a${index}`, value]));
    const body = (value: number) => JSON.stringify({ times: many(value), name: value });
    expect(differing(body(1), body(2))).to.have.length(200);
    expect(differing(body(1), body(2), ["/times"])).to.deep.equal(["/name"]);
    expect(differing("<p>a</p>", "<p>b</p>", [""])).to.deep.equal([]);
  });

  it("cover what is nested in them, not what merely shares a prefix", () => {
    expect(isWithin("/a/b", ["/a"])).to.equal(true);
    expect(isWithin("/a", ["/a"])).to.equal(true);
    expect(isWithin("/ab", ["/a"])).to.equal(false);
    expect(isWithin("/a", ["/a/b"])).to.equal(false);
    expect(isWithin("/a", [""])).to.equal(true);
  });
});

describe("the verdict on a request", () => {
  const parsed = serviceSchema.parse({ kind: "api", compare: { requests: [{ path: "/" }] } });
  const settings = parsed.kind === "api" ? parsed.compare! : undefined!;
  const answer = (body: unknown, seconds = 0.04) => ({
    ...{ status: 200, seconds },
    body: JSON.stringify(body),
  });
  const judge = (answers: (index: number) => Answers, pairs = 120) => {
    const all = Array.from({ length: pairs }, (_, index) => sampleOf(0, answers(index), []));
    return comparedRequests("users", settings, all)[0]!;
  };

  it("ignores what changes by itself, however rarely", () => {
    // A time in seconds: now and then one of the three comes after its end.
    const { differing, equal, of } = judge((index) => {
      const late = index % 10 === 0 ? index % 3 : 3;
      const at = (place: number) => answer({ at: place === late ? 2 : 1 });
      return { old: at(0), new: at(1), again: at(2) };
    });
    expect({ differing, equal, of }).to.deep.equal({ differing: [], equal: 120, of: 120 });
  });

  it("sees a difference that only some answers have, although the old version differs once too", () => {
    const { differing, equal } = judge((index) => ({
      old: answer({ name: "ann" }),
      new: answer({ name: index % 10 === 0 ? "Ann" : "ann" }),
      again: answer({ name: index === 5 ? "bob" : "ann" }),
    }));
    expect(differing).to.deep.equal(["/name"]);
    expect(equal).to.equal(108);
  });

  it("is given from 120 pairs on, as many as the settings have to plan", () => {
    const slow = () => ({ old: answer({}), new: answer({}, 0.08), again: answer({}) });
    expect(judge(slow, 119)).to.include({ verdict: "unclear", pairs: 119, newToOld: null });
    expect(judge(slow, 120)).to.include({ verdict: "slower", pairs: 120 });
  });

  it("sees a difference behind many fields that change by themselves", () => {
    const at = (time: number, total: number) =>
      answer({ items: Array.from({ length: 60 }, () => ({ time })), total });
    const { differing } = judge(() => ({ old: at(1, 5), new: at(2, 6), again: at(3, 5) }));
    expect(differing).to.deep.equal(["/total"]);
  });

  it("takes no longer than a look at each difference, if every answer has keys of its own", () => {
    let key = 0;
    const own = () =>
      answer(Object.fromEntries(Array.from({ length: 50 }, () => [`k${key++}`, 1])));
    const compared = judge(() => ({ old: own(), new: own(), again: own() }), 360);
    expect(compared).to.include({ pairs: 360, of: 360 });
  }).timeout(5_000);

  it("says how much the old version differs from itself", () => {
    const { oldToOld } = judge(() => ({
      old: answer({}, 0.04),
      new: answer({}, 0.04),
      again: answer({}, 0.05),
    }));
    expect(oldToOld!.ratio).to.be.closeTo(1.25, 1e-9);
  });

  it("says how many pairs are needed when noise makes it unclear", () => {
    const noisy = logRatiosOf({ seed: 1, ratio: 1, pairs: 120, minutes: 10, sigma: 1.2 });
    const compared = judge((index) => ({
      old: answer({}, 0.04),
      new: answer({}, 0.04 * Math.exp(noisy[index]!)),
      again: answer({}),
    }));
    expect(compared.verdict).to.equal("unclear");
    expect(compared.pairsNeeded).to.be.above(120);
    expect(objection(compared, 360)[0]).to.match(
      /^users: GET \/ {2}.* can't tell whether slower than 1.25x .*; set `compare.pairs` to about \d+, allow a larger `maxSlowdown`, or set `gate` to false$/,
    );
    const advice = (asked: number, pairs: number, pairsNeeded: number) =>
      objection({ ...compared, pairs, pairsNeeded }, asked)[0]!
        .split("; ")
        .at(-1);
    const others = "allow a larger `maxSlowdown`, or set `gate` to false";
    // A tenth of the pairs, in three rounds.
    expect(advice(1200, 360, 900)).to.equal(`set \`compare.pairs\` to about 3000, ${others}`);
    expect(advice(360, 1080, 2000)).to.equal(`set \`compare.pairs\` to about 667, ${others}`);
    expect(advice(5000, 1500, 3001)).to.equal(others);
  });

  it("speaks of statuses after a HEAD, whose answers have no bodies", () => {
    const compared = judge(() => ({ old: answer({}), new: answer({}), again: answer({}) }));
    expect(describeCompared({ ...compared, request: "HEAD /" })).to.match(
      /^HEAD \/ .*; statuses equal in 120 of 120$/,
    );
  });

  it("is one line, whatever a candidate calls its fields", () => {
    const compared = judge(() => ({
      old: answer({}),
      new: answer({ "a\r\nnext: b": 1 }),
      again: answer({}),
    }));
    expect(describeCompared(compared)).to.match(/: \/a next: b$/);
  });

  it("names the first five differences and counts the rest", () => {
    const compared = judge(() => ({
      old: answer({}),
      new: answer({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }),
      again: answer({}),
    }));
    expect(describeCompared(compared)).to.equal(
      "GET /  40 ms -> 40 ms  not slower than 1.25x (95 %: 0.97-1.03), 120 pairs; " +
        "bodies equal in 0 of 120: /a, /b, /c, /d, /e, 2 more",
    );
  });
});
