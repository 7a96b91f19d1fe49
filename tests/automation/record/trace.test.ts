import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { sendTrace } from "../../../automation/adapters/trace";
import { deploy } from "../../../automation/commands/deploy";
import { traceOf } from "../../../automation/record/spans";
import type { Run } from "../../../automation/runbook/run";
import type { Span } from "../../../automation/world/trace";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { keeping } from "./recording";

const release = (run: Run) => deploy(run, { ...options, image: [imageOf("2")] });
const named = (spans: readonly Span[], name: string) => spans.filter((one) => one.name === name);

describe("the trace of a release", () => {
  it("has a span for the command, for each step, and below it for each `up`", async () => {
    const { record } = await keeping(await serving({ users: api }), release);
    const { traceId, spans } = traceOf(record);
    expect(traceId).to.match(/^[0-9a-f]{32}$/);
    const [root, ...others] = spans;
    expect(root).to.include({ name: "release", parentId: null, failed: null });
    expect(root!.attributes).to.include({
      "deployment.environment.name": "dev",
      "deployment.id": record.release,
      "deployment.status": "succeeded",
      "process.exit.code": 0,
    });
    expect(new Set(spans.map(({ spanId }) => spanId)).size).to.equal(spans.length);
    const known = new Set([root!.spanId]);
    for (const { parentId, spanId } of others) {
      expect(known).to.include(parentId);
      known.add(spanId);
    }
    const verbs = record.ups.map(({ verb }) => `pulumi up: ${verb}`);
    expect(verbs).to.include.members(["pulumi up: stage", "pulumi up: switch"]);
    for (const verb of verbs) expect(named(spans, verb)).to.have.length(1);
    expect(others.length).to.equal(record.steps.length + record.ups.length);
  });

  it("puts an `up` below the step that it began in", async () => {
    const { record } = await keeping(await serving({ users: api }), release);
    const minute = (index: number, second: number) =>
      new Date(Date.parse("2030-01-01T00:00:00Z") + index * 60_000 + second * 1000).toISOString();
    const steps = record.steps.map((one, index) => ({
      ...{ ...one, startedAt: minute(index, 0), seconds: 60 },
    }));
    const switching = steps.findIndex(({ step }) => step === "5");
    const up = { verb: "switch", result: "succeeded", from: "observed", seconds: 20 } as const;
    const ups = [{ ...up, startedAt: minute(switching, 30) }];
    const made = { ...record.made, at: minute(steps.length, 0) };
    const { spans } = traceOf({ ...record, steps, ups, made });
    const { parentId } = named(spans, "pulumi up: switch")[0]!;
    const parent = spans.find(({ spanId }) => spanId === parentId)!;
    expect(parent.attributes["bluegreen.step"]).to.equal("5");
    expect(parent.endMs - parent.startMs).to.equal(60_000);
  });

  it("goes on under the same id when another command resumes the release", async () => {
    const { record } = await keeping(await serving({ users: api }), release);
    const at = new Date(Date.parse(record.made.at) + 60_000).toISOString();
    const resumed = { ...record, steps: [], made: { at, command: "bluegreen resume --stack dev" } };
    const [before, after] = [traceOf(record), traceOf(resumed)];
    expect(after.traceId).to.equal(before.traceId);
    expect(after.spans[0]!.spanId).to.not.equal(before.spans[0]!.spanId);
    const ids = ({ spans }: typeof before) =>
      spans.filter(({ name }) => name.startsWith("pulumi up")).map(({ spanId }) => spanId);
    expect(ids(after)).to.deep.equal(ids(before));
  });

  it("says what failed", async () => {
    const world = await serving({ users: api });
    world.ports.tests.run = () =>
      Promise.resolve([{ name: "t", ok: false, seconds: 1, reason: "no", output: "" }]);
    const { record } = await keeping(world, release);
    const { spans } = traceOf(record);
    expect(spans[0]!.failed).to.match(/^rolledBack: /);
    expect(spans[0]!.attributes["deployment.status"]).to.equal("failed");
    expect(
      spans.filter(({ failed, parentId }) => failed !== null && parentId !== null),
    ).to.have.length(1);
  });
});

describe("a collector", () => {
  const variables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"];
  let server: Server | undefined;

  async function listening(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen(0, "127.0.0.1");
    await new Promise((resolve) => server!.once("listening", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  afterEach(() => {
    for (const name of variables) delete process.env[name];
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  it("receives the spans as OTLP", async () => {
    let received: Promise<string> | undefined;
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = await listening((request, response) => {
      received = textOf(request).then((text) => {
        response.end("{}");
        return text;
      });
    });
    process.env["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json";
    const world = await serving({ users: api });
    const { record } = await keeping(world, release);
    const body = JSON.parse(await received!) as {
      resourceSpans: [
        {
          resource: { attributes: { key: string; value: { stringValue: string } }[] };
          scopeSpans: [{ spans: { traceId: string; spanId: string; name: string }[] }];
        },
      ];
    };
    const [{ resource, scopeSpans }] = body.resourceSpans;
    const service = resource.attributes.find(({ key }) => key === "service.name");
    expect(service!.value.stringValue).to.equal("bluegreen");
    const trace = traceOf(record);
    const sent = scopeSpans[0].spans.map(({ traceId, spanId, name }) => ({
      traceId,
      spanId,
      name,
    }));
    expect(sent).to.deep.equal(
      trace.spans.map(({ spanId, name }) => ({ traceId: trace.traceId, spanId, name })),
    );
  });

  it("that refuses is a warning, and the release is as it would be without", async () => {
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = await listening((_, response) => {
      response.statusCode = 400;
      response.end();
    });
    const world = await serving({ users: api });
    const warnings: string[] = [];
    world.ports.reporter.warn = (text) => void warnings.push(text);
    const { result } = await keeping(world, release);
    expect(result!.exitCode).to.equal(0);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^the release's trace was not sent: /);
  });

  it("that never answers costs three seconds at most", async () => {
    const { record } = await keeping(await serving({ users: api }), release);
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = await listening(() => undefined);
    expect(await sendTrace(traceOf(record), process.env)).to.be.a("string");
  }).timeout(5000);

  it("is not asked in a protocol that nobody knows", async () => {
    const { record } = await keeping(await serving({ users: api }), release);
    const why = await sendTrace(traceOf(record), { OTEL_EXPORTER_OTLP_PROTOCOL: "carrier-pigeon" });
    expect(why).to.equal(
      "unknown protocol carrier-pigeon; known are http/protobuf, http/json, grpc",
    );
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
