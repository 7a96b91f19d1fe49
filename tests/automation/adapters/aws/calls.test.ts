import { expect } from "chai";
import { createClients } from "../../../../automation/adapters/aws/clients";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { DeployError } from "../../../../automation/world/errors";
import { type Endpoint, refusal, setEnvironment, startEndpoint } from "./endpoint";
import { inventory, region, users } from "./fixtures";

const gone = { status: 200, body: { services: [], failures: [{ reason: "MISSING" }] } };
const throttled = refusal(400, "ThrottlingException", "Rate exceeded");

/** The real SDK against an endpoint on loopback: its retries, time limits and error parsing. */
describe("calls to AWS", () => {
  let endpoint: Endpoint | undefined;
  let restore = () => {};
  afterEach(async () => {
    restore();
    await endpoint?.close();
    endpoint = undefined;
  });
  const fleet = (signal?: AbortSignal) =>
    createAwsObserver({ region, signal }).fleet(inventory, users.fleets.green);
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail("it did not throw"),
      (thrown: unknown) => thrown,
    );

  it("are retried when AWS throttles", async () => {
    endpoint = await startEndpoint([throttled, throttled, gone]);
    expect(await fleet()).to.equal(null);
    expect(endpoint.operations).to.deep.equal(Array(3).fill("DescribeServices"));
  });

  it("are retried when AWS has an outage", async () => {
    endpoint = await startEndpoint([refusal(500, "ServerException", "Internal error"), gone]);
    expect(await fleet()).to.equal(null);
    expect(endpoint.operations).to.have.length(2);
  });

  const page = (status: number) => ({ status, body: "<html><h1>Service Unavailable</h1></html>" });

  it("are retried when a proxy answers with a page of its own", async () => {
    endpoint = await startEndpoint([page(503), page(503), gone]);
    expect(await fleet()).to.equal(null);
    expect(endpoint.operations).to.have.length(3);
  });

  for (const [status, attempts] of [
    [503, 6],
    [200, 6],
    [302, 1],
    [407, 1],
  ] as const) {
    it(`name status and host when only a proxy answers, with ${status}`, async () => {
      endpoint = await startEndpoint([page(status)]);
      expect(await failureOf(fleet())).to.include({
        kind: "refused",
        found:
          "Could not read the fleet `users-green`. The answer was not from AWS: " +
          `127.0.0.1 answered ${status} with text/html.`,
        next: "Check the proxy or gateway between this machine and AWS (`HTTPS_PROXY`, a login page), then run the command again.",
      });
      expect(endpoint.operations).to.have.length(attempts);
    });
  }

  it("are AWS's own if they have a request id, whatever their content type", async () => {
    const headers = { "content-type": "text/html; charset=utf-8", "x-amzn-requestid": "1" };
    endpoint = await startEndpoint([{ ...gone, headers }]);
    expect(await fleet()).to.equal(null);
    expect(endpoint.operations).to.have.length(1);
  });

  it("report a truncated answer, with status and host", async () => {
    endpoint = await startEndpoint([{ status: 200, body: '{"services":[' }]);
    const { found } = (await failureOf(fleet())) as DeployError;
    expect(found).to.match(
      /^Could not read the fleet `users-green`. 127.0.0.1 answered 200 with something unreadable: /,
    );
  });

  it("never mistake a page for an empty list where AWS answers in XML", async () => {
    endpoint = await startEndpoint([page(200)]);
    const balancing = await createClients({ region }).loadBalancing();
    const error = await failureOf(balancing.describeTargetHealth({ TargetGroupArn: "a" }));
    expect(error).to.include({ name: "ForeignAnswer", host: "127.0.0.1" });
  });

  it("fail at once, without retries, when the token has expired", async () => {
    endpoint = await startEndpoint([
      refusal(
        400,
        "ExpiredTokenException",
        "The security token included in the request is expired",
      ),
    ]);
    const error = await failureOf(fleet());
    expect(error).to.be.instanceOf(DeployError);
    expect(error).to.include({
      code: "credentials-expired",
      kind: "refused",
      exitCode: 2,
      found:
        "Could not read the fleet `users-green`. The AWS credentials have expired: " +
        "The security token included in the request is expired.",
    });
    expect(error).to.have.nested.property("cause.name", "ExpiredTokenException");
    expect(endpoint.operations).to.have.length(1);
  });

  it("end at once when aborted while AWS does not respond", async () => {
    endpoint = await startEndpoint([null]);
    const stop = new AbortController();
    const pending = failureOf(fleet(stop.signal));
    while (endpoint.operations.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    stop.abort(new Error("SIGTERM"));
    expect(await pending).to.equal(stop.signal.reason);
  });

  it("end at once when aborted while they wait to retry", async () => {
    endpoint = await startEndpoint([throttled]);
    const stop = new AbortController();
    const pending = failureOf(fleet(stop.signal));
    while (endpoint.operations.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    await new Promise((tick) => setTimeout(tick, 20));
    const attempts = endpoint.operations.length;
    stop.abort(new Error("SIGTERM"));
    expect(await pending).to.equal(stop.signal.reason);
    expect(endpoint.operations).to.have.length(attempts);
  });

  it("are not made when the signal is already aborted", async () => {
    endpoint = await startEndpoint([gone]);
    const reason = new Error("SIGTERM");
    expect(await failureOf(fleet(AbortSignal.abort(reason)))).to.equal(reason);
    expect(endpoint.operations).to.deep.equal([]);
  });

  it("name the endpoint that can't be reached", async () => {
    restore = setEnvironment({
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const error = await failureOf(fleet());
    expect(error).to.include({ code: "unreachable" });
    expect(error).to.have.property("found").that.includes("connect ECONNREFUSED 127.0.0.1:1");
  });

  it("report missing credentials in the SDK's words", async () => {
    endpoint = await startEndpoint([gone]);
    restore = setEnvironment({
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    });
    const error = await failureOf(fleet());
    expect(error).to.include({
      code: "credentials-missing",
      found:
        "Could not read the fleet `users-green`. No AWS credentials were found: " +
        "Could not load credentials from any providers.",
    });
    expect(endpoint.operations).to.deep.equal([]);
  });
});

describe("AWS clients", () => {
  const { callOptions, ...loaders } = createClients({ region, signal: undefined });

  it("all have the region, adaptive retries, and limits on attempts and time", async () => {
    expect(callOptions).to.deep.equal({});
    for (const [name, load] of Object.entries(loaders)) {
      const { config } = await load();
      expect(await config.region()).to.equal(region);
      // A plan does without prices rather than wait for them.
      expect(await config.maxAttempts(), name).to.equal(name === "pricing" ? 2 : 6);
      expect(await config.retryStrategy()).to.have.property("mode", "adaptive");
      expect(await timeLimits(config.requestHandler)).to.include({
        connectionTimeout: 3000,
        requestTimeout: 10_000,
        throwOnRequestTimeout: true,
      });
    }
  });

  it("are created once each", async () => {
    for (const load of Object.values(loaders)) expect(await load()).to.equal(await load());
  });
});

/** The request handler resolves its options on first use. */
function timeLimits(requestHandler: unknown): Promise<object> {
  return (requestHandler as { configProvider: Promise<object> }).configProvider;
}
