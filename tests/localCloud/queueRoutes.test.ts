import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ControlServer } from "../../localCloud/server";
import { Fixture } from "./fixture";

describe("queue of the local cloud, over HTTP", () => {
  let fixture: Fixture;
  let server: ControlServer;
  beforeEach(async () => {
    fixture = await Fixture.open();
    server = new ControlServer(fixture.cloud);
    await server.open(0);
  });
  afterEach(() => {
    server.close();
    fixture.close();
  });

  const consumer = { task: "a", color: "blue", digest: "sha256:1", version: "v1" };
  async function post(path: string, body: object): Promise<{ status: number; answer: unknown }> {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/queue/${path}`, init);
    return { status: response.status, answer: await response.json() };
  }

  it("refuses a token whose lease has expired", async () => {
    await post("jobs", { jobs: [{ id: "job-1", workMs: 5 }] });
    const { answer } = await post("lease", { consumer, seconds: 0.001, waitSeconds: 0 });
    const { job } = answer as { job: { id: string; token: string } };
    await sleep(20);
    expect(await post("finish", { consumer, id: job.id, token: job.token })).to.deep.equal({
      status: 400,
      answer: { error: "ReceiptHandleIsInvalid: The lease job-1#1 of job-1 has expired." },
    });
  });

  it("lets a question wait for a job, but not for ever", async () => {
    const question = { consumer, seconds: 10, waitSeconds: 0.2 };
    expect((await post("lease", question)).answer).to.deep.equal({ job: null });
    const waiting = post("lease", { ...question, waitSeconds: 5 });
    await sleep(50);
    await post("jobs", { jobs: [{ id: "job-1", workMs: 5 }] });
    const job = { id: "job-1", workMs: 5, token: "job-1#1", attempt: 1 };
    expect((await waiting).answer).to.deep.equal({ job });
  });

  it("refuses what is not a job", async () => {
    const { status, answer } = await post("jobs", { jobs: [{ id: "job-1" }] });
    expect(status).to.equal(400);
    expect((answer as { error: string }).error).to.contain("workMs");
  });
});
