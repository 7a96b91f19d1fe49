import { expect } from "chai";
import { refreshingIfFailed } from "../../../../automation/adapters/pulumi/engineRun";
import { refused, StepFailed } from "../../../../automation/world/errors";

/** Plays a `destroy` whose attempts end as given; null succeeds. */
async function destroy(...ends: (Error | null)[]) {
  const notes: string[] = [];
  const refreshes: boolean[] = [];
  const failure = await refreshingIfFailed(
    (note) => notes.push(note),
    (refresh) => {
      const end = ends[refreshes.push(refresh) - 1];
      return end ? Promise.reject(end) : Promise.resolve();
    },
  ).then(
    () => null,
    (error: unknown) => error,
  );
  return { notes, refreshes, failure };
}

describe("deleting all resources of a stack", () => {
  const gone = new StepFailed("the `destroy` failed", ["users-blue: ServiceNotFoundException"]);

  it("needs no refresh if it succeeds", async () => {
    const ended = await destroy(null);
    expect(ended).to.deep.equal({ notes: [], refreshes: [false], failure: null });
  });

  it("is tried once more after a refresh, since some may be gone already", async () => {
    expect(await destroy(gone, null)).to.deep.equal({
      notes: [
        "some resources could not be deleted; refreshing from AWS, then retrying",
        "users-blue: ServiceNotFoundException",
      ],
      refreshes: [false, true],
      failure: null,
    });
  });

  it("fails if a resource can't be deleted after a refresh either", async () => {
    const denied = new StepFailed("the `destroy` failed", ["AccessDenied"]);
    const { refreshes, failure } = await destroy(gone, denied);
    expect(refreshes).to.deep.equal([false, true]);
    expect(failure).to.equal(denied);
  });

  it("is not tried again where Pulumi refused to begin", async () => {
    const held = refused("the stack is locked", "wait");
    const { refreshes, failure } = await destroy(held);
    expect(refreshes).to.deep.equal([false]);
    expect(failure).to.equal(held);
  });
});
