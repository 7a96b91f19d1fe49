import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { controlApi } from "./fixture";

describe("the local cloud's queue over HTTP", () => {
  const api = controlApi();

  const consumer = { task: "a", color: "blue", digest: "sha256:1", version: "v1" };
  async function post(
    name: string,
    ...args: unknown[]
  ): Promise<{ status: number; answer: unknown }> {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", body: JSON.stringify(args), headers };
    const response = await fetch(`${api.server.url}${name}`, init);
    return { status: response.status, answer: await response.json() };
  }

  it("rejects a token whose lease has expired", async () => {
    await post("enqueue", [{ id: "job-1", workMs: 5 }]);
    const { answer } = await post("lease", consumer, 0.001, 0);
    const job = answer as { id: string; token: string };
    await sleep(20);
    expect(await post("finish", consumer, job.id, job.token)).to.deep.equal({
      status: 400,
      answer: { error: "ReceiptHandleIsInvalid: The lease job-1#1 of job-1 has expired." },
    });
  });

  it("lets a request wait for a job, up to a deadline", async () => {
    expect((await post("lease", consumer, 10, 0.2)).answer).to.equal(null);
    const waiting = post("lease", consumer, 10, 5);
    await sleep(50);
    await post("enqueue", [{ id: "job-1", workMs: 5 }]);
    const job = { id: "job-1", workMs: 5, token: "job-1#1", attempt: 1 };
    expect((await waiting).answer).to.deep.equal(job);
  });

  it("rejects what is not a job", async () => {
    const { status, answer } = await post("enqueue", [{ id: "job-1" }]);
    expect(status).to.equal(400);
    expect((answer as { error: string }).error).to.contain("workMs");
  });
});
