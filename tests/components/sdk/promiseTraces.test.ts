import { expect } from "chai";
import { skipPromiseTraces } from "../../../components/sdk/promiseTraces";

/** As in the SDK, the trace is attached to the promise. */
type Traced = Promise<unknown> & { _debugStackTrace: string };
interface Debuggable {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
  debugPromiseLeaks?: boolean;
}

const sdk = () => require("@pulumi/pulumi/runtime/debuggable") as Debuggable;

/** What the SDK attaches to a promise that settles at once. */
function traceOf({ debuggablePromise }: Debuggable): string {
  const promise = Promise.resolve();
  void debuggablePromise(promise, "a test");
  return (promise as Traced)._debugStackTrace;
}

/** A stand-in that attaches a trace as the SDK does. */
function writing(debugPromiseLeaks: boolean): Debuggable {
  return {
    debugPromiseLeaks,
    debuggablePromise: (promise) => Object.assign(promise, { _debugStackTrace: new Error().stack }),
  };
}

describe("stack traces of the SDK's promises", () => {
  it("are not captured once the program is loaded; other errors keep theirs", () => {
    require("../../../components/program");
    const limit = Error.stackTraceLimit;
    expect(traceOf(sdk())).to.equal("Error");
    expect(Error.stackTraceLimit).to.equal(limit);
    expect(new Error("mine").stack).to.contain("promiseTraces.test.ts");
  });

  it("are left to the SDK if somebody looks for leaks, or if the SDK has changed", () => {
    const looking = writing(true);
    skipPromiseTraces(looking);
    expect(traceOf(looking)).to.contain("promiseTraces.test.ts");
    const usual = writing(false);
    expect(traceOf(usual)).to.contain("promiseTraces.test.ts");
    skipPromiseTraces(usual);
    expect(traceOf(usual)).to.equal("Error");
    const other = {};
    skipPromiseTraces(other);
    expect(other).to.deep.equal({});
  });

  it("are captured again after a capture that failed", () => {
    const limit = Error.stackTraceLimit;
    const failing = {
      debuggablePromise: (): Promise<unknown> => {
        throw new Error("no");
      },
    };
    skipPromiseTraces(failing);
    expect(() => failing.debuggablePromise()).to.throw("no");
    expect(Error.stackTraceLimit).to.equal(limit);
  });
});
