import { expect } from "chai";
import fc from "fast-check";
import type { Consumer } from "../../../localCloud/queue/consumption";
import { Queue } from "../../../localCloud/queue/queue";

const blue: Consumer = { task: "a", color: "blue", digest: "sha256:1", version: "v1" };
const green: Consumer = { task: "b", color: "green", digest: "sha256:2", version: "v2" };
const leaseSeconds = 5;

describe("the queue of the rehearsal", () => {
  let queue: Queue;
  beforeEach(() => {
    queue = new Queue();
    for (const number of [1, 2, 3]) queue.enqueue({ id: `job-${number}`, workMs: 10 });
  });

  const counts = (nowMs: number) => {
    const { enqueued, done, lost, waiting, leased, doubled } = queue.report(nowMs);
    return { enqueued, done, lost, waiting, leased, doubled };
  };
  const none = { enqueued: 3, done: 0, lost: 0, waiting: 0, leased: 0, doubled: 0 };

  it("hands each job to one consumer, in order, until none is waiting", () => {
    const leased = [blue, green, blue, green].map((who) => queue.lease(who, leaseSeconds, 100));
    expect(leased.map((job) => job?.id)).to.deep.equal(["job-1", "job-2", "job-3", undefined]);
    expect(leased[0]).to.deep.equal({ id: "job-1", workMs: 10, token: "job-1#1", attempt: 1 });
    expect(counts(100)).to.deep.equal({ ...none, leased: 3 });
  });

  it("counts a job as done once it has taken effect and is finished", () => {
    const { id, token } = queue.lease(blue, leaseSeconds, 0)!;
    queue.takeEffect(blue, id, 10);
    expect(counts(10)).to.deep.equal({ ...none, waiting: 2, leased: 1 });
    expect(queue.finish(blue, id, token, 20)).to.equal(true);
    expect(counts(20)).to.deep.equal({ ...none, waiting: 2, done: 1 });
    expect(queue.finish(blue, id, token, 30)).to.equal(false);
  });

  it("hands a job out again when its lease expires, before the others, and rejects the old token", () => {
    const first = queue.lease(blue, leaseSeconds, 0)!;
    expect(counts(4999)).to.include({ waiting: 2, leased: 1 });
    expect(counts(5000)).to.include({ waiting: 3, leased: 0 });
    expect(queue.finish(blue, first.id, first.token, 5000)).to.equal(false);
    const second = queue.lease(green, leaseSeconds, 5001)!;
    expect(second).to.deep.include({ id: "job-1", attempt: 2, token: "job-1#2" });
    expect(queue.finish(blue, first.id, first.token, 5002)).to.equal(false);
    expect(queue.finish(green, second.id, second.token, 5003)).to.equal(true);
  });

  it("counts a job as doubled if two attempts took effect", () => {
    const first = queue.lease(blue, leaseSeconds, 0)!;
    queue.takeEffect(blue, first.id, 4000);
    const second = queue.lease(green, leaseSeconds, 6000)!;
    expect(second.id).to.equal(first.id);
    expect(counts(6000)).to.include({ doubled: 0 });
    queue.takeEffect(green, second.id, 6010);
    queue.finish(green, second.id, second.token, 6020);
    expect(counts(6020)).to.deep.equal({ ...none, waiting: 2, done: 1, doubled: 1 });
  });

  it("counts a job as lost if it was finished but never took effect", () => {
    const { id, token } = queue.lease(blue, leaseSeconds, 0)!;
    queue.finish(blue, id, token, 10);
    expect(counts(60_000)).to.deep.equal({ ...none, waiting: 2, lost: 1 });
  });

  it("enqueues a job once, however often it is sent", () => {
    queue.enqueue({ id: "job-1", workMs: 10 });
    expect(counts(0)).to.deep.equal({ ...none, waiting: 3 });
  });

  it("rejects a job that was never enqueued", () => {
    expect(() => queue.takeEffect(blue, "job-9", 0)).to.throw("no job job-9 was ever enqueued");
  });

  it("records who asked when, including those that got nothing", () => {
    const { id, token } = queue.lease(blue, leaseSeconds, 0)!;
    queue.takeEffect(blue, id, 10);
    queue.finish(blue, id, token, 20);
    queue.lease(blue, leaseSeconds, 30);
    queue.lease(blue, leaseSeconds, 40);
    queue.lease(green, leaseSeconds, 50);
    expect(queue.report(60).consumers).to.deep.equal([
      { ...blue, firstMs: 0, lastMs: 40, leases: 3, effects: 1 },
      { ...green, firstMs: 50, lastMs: 50, leases: 0, effects: 0 },
    ]);
  });

  it("never forgets a job, whatever workers do", () => {
    const act = fc.constantFrom("enqueue", "lease", "effect", "finish", "wait");
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.infiniteStream(fc.nat(9)), (acts, picks) => {
        const { queue, effects } = play(acts, picks);
        const { enqueued, done, lost, waiting, leased, doubled } = queue.report(1e9);
        expect(done + lost + waiting + leased).to.equal(enqueued);
        expect(doubled).to.equal([...effects.values()].filter((count) => count > 1).length);
      }),
    );
  });
});

function play(acts: readonly string[], picks: Iterable<number>) {
  const queue = new Queue();
  const effects = new Map<string, number>();
  const held: { id: string; token: string }[] = [];
  const chance = picks[Symbol.iterator]();
  let nowMs = 0;
  for (const [index, act] of acts.entries()) {
    nowMs += act === "wait" ? 3000 : 1;
    const job = held[(chance.next().value as number) % Math.max(held.length, 1)];
    if (act === "enqueue") queue.enqueue({ id: `job-${index}`, workMs: 1 });
    if (act === "lease") held.push(...[queue.lease(blue, leaseSeconds, nowMs) ?? []].flat());
    if (act === "effect" && job) {
      queue.takeEffect(blue, job.id, nowMs);
      effects.set(job.id, (effects.get(job.id) ?? 0) + 1);
    }
    if (act === "finish" && job) queue.finish(blue, job.id, job.token, nowMs);
  }
  return { queue, effects };
}
