import { rmdir } from "node:fs/promises";
import { hostname } from "node:os";
import { expect } from "chai";
import { withCacheLock } from "../../../automation/engine/lock";
import { FakeMachine, rejection, until } from "./fakes";

describe("the lock of the Pulumi CLI's cache", () => {
  let machine: FakeMachine;
  beforeEach(async () => {
    machine = await FakeMachine.create();
  });
  afterEach(() => machine.remove());

  it("lets one process work at a time, and tells the other whom it waits for", async () => {
    const order: string[] = [];
    let finish = () => {};
    const first = withCacheLock(machine.search(), async () => {
      order.push("first begins");
      await new Promise<void>((resolve) => (finish = resolve));
      order.push("first ends");
    });
    await until(() => order.length === 1);
    const second = withCacheLock(machine.search(), () => {
      order.push("second");
      return Promise.resolve();
    });
    await until(() => machine.lines.length > 0);
    finish();
    await Promise.all([first, second]);
    expect(order).to.deep.equal(["first begins", "first ends", "second"]);
    expect(machine.lines[0]?.replace(/since [^)]+Z/, "since T")).to.equal(
      `waiting for alice on ${hostname()} (process ${process.pid}, since T) to install Pulumi 3.259.0`,
    );
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });

  it("is released if the work fails", async () => {
    const failing = withCacheLock(machine.search(), () => Promise.reject(new Error("no")));
    expect((await rejection(failing)).message).to.equal("no");
    expect(await withCacheLock(machine.search(), () => Promise.resolve(1))).to.equal(1);
  });

  it("is not waited for any longer once the search is aborted", async () => {
    const stop = new AbortController();
    let finish: (() => void) | undefined;
    const first = withCacheLock(machine.search(), () => {
      return new Promise<void>((resolve) => (finish = resolve));
    });
    await until(() => finish !== undefined);
    const second = withCacheLock(machine.search({ signal: stop.signal }), () => Promise.resolve());
    await until(() => machine.lines.length > 0);
    stop.abort(new Error("enough"));
    expect((await rejection(second)).name).to.equal("AbortError");
    finish?.();
    await first;
  });

  it("aborts the work of a process that lost it", async () => {
    const losing = withCacheLock(machine.search(), async ({ signal }) => {
      await rmdir(`${machine.cacheFolder}/3.259.0.lock`);
      await until(() => signal.aborted);
      signal.throwIfAborted();
    });
    expect((await rejection(losing)).message).to.equal(
      "another process took over the lock because this one did not renew it",
    );
  });
});
