import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import { createNotifier } from "../../../../automation/adapters/notify/notifier";
import type { TopicMessage } from "../../../../automation/world/notifier";
import type { Receiver } from "../../../../config/notify";
import { event, one, outletsWith } from "./outlets";
import { openSink } from "./sink";

const key = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const slack = one({ to: "slack", url: "/url" });
const webhook = one({ to: "webhook", url: "/url", secret: "/key" });

describe("a receiver", () => {
  let sink: Awaited<ReturnType<typeof openSink>>;
  afterEach(() => sink.close());

  const deliver = (
    receiver: Receiver,
    secrets: Record<string, string>,
    workflow: Record<string, string> = {},
  ) => createNotifier(outletsWith(secrets).outlets, workflow).deliver(receiver, event);

  it("gets a webhook with a signature that Standard Webhooks verifies", async () => {
    sink = await openSink();
    const found = await deliver(webhook, { "/url": `${sink.url}/in?a=1\n`, "/key": key });
    expect(found).to.deep.equal({ ok: true, answer: "answered 200" });
    const [{ method, path, headers, body }] = sink.received as [(typeof sink.received)[number]];
    expect([method, path, headers["webhook-id"]]).to.deep.equal(["POST", "/in?a=1", event.id]);
    const given = headers as Record<string, string>;
    expect(new Webhook(key).verify(body, given)).to.deep.equal(event);
    expect(() => new Webhook(key).verify(`${body} `, given)).to.throw("No matching signature");
  });

  it("gets a text in Slack in which nothing foreign is markup", async () => {
    sink = await openSink();
    expect(await deliver(slack, { "/url": sink.url })).to.deep.include({ ok: true });
    expect(JSON.parse(sink.received[0]!.body)).to.deep.equal({
      text:
        "dev: release r-1 of users: rolled back: a &lt;b&gt; &amp; c\n> d e\n" +
        "next: bluegreen status --stack dev",
    });
  });

  it("is not followed to where it redirects", async () => {
    sink = await openSink((response) => {
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await deliver(slack, { "/url": sink.url })).to.deep.equal({
      ok: false,
      answer: "it answered 302; redirects are not followed",
    });
    expect(sink.received.map(({ path }) => path)).to.deep.equal(["/"]);
  });

  it("is asked once, and costs three seconds if it hangs", async () => {
    sink = await openSink(() => undefined);
    const started = performance.now();
    const found = await deliver(slack, { "/url": sink.url });
    const seconds = (performance.now() - started) / 1000;
    expect(found).to.deep.equal({ ok: false, answer: "no answer within 3 s" });
    expect(seconds).to.be.within(2.9, 5.9);
    expect(sink.received).to.have.length(1);
  });

  it("is not quoted when it fails, and neither are URL, key and token", async () => {
    sink = await openSink((response) => void response.writeHead(500).end("canary-answer"));
    const gone = await openSink();
    await gone.close();
    const answers = [
      await deliver(slack, { "/url": sink.url }),
      await deliver(slack, { "/url": "https://canary-user:pw@example.com/" }),
      await deliver(slack, { "/url": "http://canary.example.com/" }),
      await deliver(slack, { "/url": "canary" }),
      await deliver(slack, {}),
      await deliver(slack, { "/url": `${gone.url}/canary` }),
      await deliver(webhook, { "/url": sink.url, "/key": "canary" }),
      await deliver(one({ to: "github", repository: "o/r", token: "/t" }), { "/t": "ca\nnary" }),
    ];
    const noUrl = "what `url` refers to must be an HTTPS URL without a user name";
    expect(answers.map(({ answer }) => answer)).to.deep.equal([
      "it answered 500",
      ...[noUrl, noUrl, noUrl],
      "there is no /url",
      "the request failed (ECONNREFUSED)",
      "what `secret` refers to must be a signing key: `whsec_` and 24 to 64 bytes in Base64",
      "the request failed",
    ]);
    expect(answers.every(({ ok }) => !ok)).to.equal(true);
  });

  it("gets JSON from a topic and a bus, and words by mail", async () => {
    sink = await openSink();
    const { outlets, published, put } = outletsWith({});
    const notifier = createNotifier(outlets, {});
    const topic = "arn:aws:sns:eu-central-1:123456789012:releases";
    const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/releases";
    for (const receiver of [
      one({ to: "sns", topic }),
      one({ to: "sns", topic: `${topic}.fifo` }),
      one({ to: "eventbridge", bus }),
    ]) {
      expect(await notifier.deliver(receiver, event)).to.deep.equal({
        ok: true,
        answer: "accepted",
      });
    }
    const [plain, fifo] = published as [TopicMessage, TopicMessage];
    expect(plain.subject).to.equal("dev: release r-1 of users: rolled back: a <b> & c");
    expect(plain.attributes).to.deep.equal({ stack: "dev", verb: "rolledBack" });
    expect(plain).not.to.have.any.keys("group", "deduplication");
    const { default: json, email } = JSON.parse(plain.message) as Record<string, string>;
    expect(JSON.parse(json!)).to.deep.equal(event);
    expect(email).to.equal(`${event.text}\nd\ne\nnext: bluegreen status --stack dev`);
    expect([fifo.group, fifo.deduplication]).to.deep.equal(["dev", event.id]);
    expect(put).to.deep.equal([
      { bus, source: "bluegreen", type: "rolledBack", detail: JSON.stringify(event) },
    ]);
  });
});

describe("a deployment on GitHub", () => {
  let sink: Awaited<ReturnType<typeof openSink>>;
  const deployments: { id: number; environment: string; task: string; ref: string }[] = [];
  const statuses: Record<string, unknown>[] = [];
  beforeEach(async () => {
    deployments.length = statuses.length = 0;
    sink = await openSink((response, { method, path, body }) => {
      const url = new URL(path, sink.url);
      const answer = (status: number, json: unknown) =>
        response.writeHead(status).end(JSON.stringify(json));
      const { environment, task, ref, ...status } = JSON.parse(body || "{}") as Record<
        string,
        string
      >;
      if (url.pathname.endsWith("/statuses")) {
        statuses.push({ on: url.pathname.split("/").at(-2), environment, state: status["state"] });
        return answer(201, {});
      }
      if (method === "POST") {
        const one = {
          id: deployments.length + 1,
          environment: environment!,
          task: task!,
          ref: ref!,
        };
        deployments.push(one);
        return answer(201, one);
      }
      const wanted = Object.fromEntries(url.searchParams);
      return answer(
        200,
        deployments.filter(
          (one) => one.environment === wanted["environment"] && one.task === wanted["task"],
        ),
      );
    });
  });
  afterEach(() => sink.close());

  const github = one({ to: "github" });
  const workflow = () => ({
    ...{ GITHUB_REPOSITORY: "org/shop", GITHUB_SHA: "abc", GITHUB_TOKEN: "token" },
    GITHUB_API_URL: sink.url,
  });

  it("is one for each service and environment, with a status for each event", async () => {
    const two = {
      ...event,
      services: ["users", "orders"].map((name) => ({ ...event.services[0]!, name })),
    };
    const started = { ...two, verb: "started", id: "r-1/5/started" } as const;
    const { outlets } = outletsWith({});
    const notifier = createNotifier(outlets, workflow());
    // At once, as a release that begins and switches in one `up`.
    await Promise.all([notifier.deliver(github, started), notifier.deliver(github, two)]);
    const other = createNotifier(outlets, workflow());
    const found = await other.deliver(github, { ...two, verb: "done" });
    expect(found).to.deep.equal({ ok: true, answer: "answered 201" });
    const task = "deploy:r-1";
    expect(
      deployments.map(({ environment, ...one }) => [environment, one.task, one.ref]),
    ).to.have.deep.members([
      ["dev/users", task, "abc"],
      ["dev/orders", task, "abc"],
    ]);
    const { id } = deployments.find(({ environment }) => environment === "dev/users")!;
    expect(statuses.filter(({ on }) => on === String(id))).to.deep.equal(
      ["in_progress", "failure", "success"].map((state) => {
        return { on: String(id), environment: "dev/users", state };
      }),
    );
    expect(sink.received[0]!.headers["authorization"]).to.equal("Bearer token");
  });

  it("is not created by a test", async () => {
    const { outlets } = outletsWith({});
    const test = { ...event, test: true };
    expect(await createNotifier(outlets, workflow()).deliver(github, test)).to.deep.equal({
      ok: true,
      answer: "answered 200; only a release shows whether the token may write",
    });
    expect(sink.received.map(({ method }) => method)).to.deep.equal(["GET"]);
  });

  it("needs a token and a repository", async () => {
    const { outlets } = outletsWith({});
    const answers = [];
    for (const lacking of ["GITHUB_TOKEN", "GITHUB_REPOSITORY"]) {
      const { answer } = await createNotifier(outlets, { ...workflow(), [lacking]: "" }).deliver(
        github,
        event,
      );
      answers.push(answer);
    }
    expect(answers).to.deep.equal([
      "no `token` is set, and GITHUB_TOKEN is not either",
      "no `repository` is set, and GITHUB_REPOSITORY is not either",
    ]);
  });
});
