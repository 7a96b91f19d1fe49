import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "../../../rehearsal/scene";
import type { Canaries } from "./canaries";
import type { Receiving } from "./receiver";

export const bucket = "acme-releases";
export const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/releases";
const topic = "arn:aws:sns:eu-central-1:123456789012:releases";

/** What a hook or a test says and sends, in a command that stands in the settings. */
export const quoted = ["header-in-output", "cookie-in-output", "assigned-in-output"];
/** What the settings have as values. */
export const written = ["settings-password", "sidecar-password", "compared-header"];

/** What a hook and a test write about their surroundings; the password comes in two pieces. */
const talk = (canaries: Canaries) => `
  const { DB_PASSWORD = "", TEST_HEADERS = "" } = process.env;
  process.stdout.write("connecting as app with " + DB_PASSWORD.slice(0, 9));
  setTimeout(() => {
    console.log(DB_PASSWORD.slice(9));
    console.log("GET failed: Authorization: Bearer ${canaries.plant("header-in-output")}");
    console.log("set-cookie: session=${canaries.plant("cookie-in-output")}");
    console.log("api_key=${canaries.plant("assigned-in-output")} was refused");
    console.log("sent " + TEST_HEADERS);
    process.exit(Number(process.argv[1] ?? 0));
  }, 200);
`;

interface Planting {
  scene: Scene;
  receiver: Receiving;
  canaries: Canaries;
}

/** Puts a secret wherever one may be: into AWS, the settings, and the variables of the commands, which it returns. */
export async function plant(planting: Planting, image: string): Promise<Record<string, string>> {
  const { scene, receiver, canaries } = planting;
  await plantInAws(planting);
  plantInSettings(planting, image);
  const folder = (name: string) => {
    const path = join(scene.workDir.root, name);
    mkdirSync(path);
    return path;
  };
  canaries.know("passphrase", scene.env["PULUMI_CONFIG_PASSPHRASE"]!);
  return {
    TMPDIR: folder("tmp"),
    GITHUB_STEP_SUMMARY: join(folder("summary"), "summary.md"),
    GITHUB_API_URL: receiver.url,
    GITHUB_SHA: "1".repeat(40),
    GITHUB_TOKEN: canaries.plant("workflow-token"),
    DEPLOY_TOKEN: canaries.plant("runner-token"),
    AWS_SECRET_ACCESS_KEY: canaries.plant("aws-key"),
    AWS_SESSION_TOKEN: canaries.plant("aws-session"),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${canaries.plant("trace-header")}`,
  };
}

async function plantInAws({ scene, receiver, canaries }: Planting): Promise<void> {
  const { client } = scene.cloud;
  const secrets = {
    "/app/db": canaries.plant("task-secret"),
    "/notify/slack": `${receiver.url}/slack/${canaries.plant("slack-url")}`,
    "/notify/webhook": `${receiver.url}/webhook/${canaries.plant("webhook-url")}`,
    "/notify/key": `whsec_${Buffer.from(canaries.plant("signing-key")).toString("base64")}`,
    "/notify/topic": topic,
    "/notify/token": canaries.plant("github-token"),
  };
  for (const [name, value] of Object.entries(secrets)) await client.putSecret(name, value);
  await client.createReceiver(topic);
  await client.createReceiver(bus);
  await client.createBucket(bucket, {});
}

function plantInSettings({ scene, canaries }: Planting, image: string): void {
  scene.workDir.edit({
    reports: `s3://${bucket}/team`,
    testAccess: { type: "link" },
    notify: [
      { to: "slack", url: "/notify/slack" },
      { to: "webhook", url: "/notify/webhook", secret: "/notify/key" },
      { to: "github", repository: "acme/shop", token: "/notify/token" },
      { to: "sns", topic: "/notify/topic" },
      { to: "eventbridge", bus },
    ],
  });
  const sidecar = {
    ...{ image, essential: false, command: ["node", "-e", "setInterval(() => {}, 1000)"] },
    environment: { AGENT_PASSWORD: canaries.plant("sidecar-password") },
    secrets: { AGENT_KEY: "/app/db" },
  };
  const hook = { command: ["node", "-e", talk(canaries), "3"], timeoutSeconds: 30 };
  const compared = { path: "/", headers: { authorization: canaries.plant("compared-header") } };
  scene.workDir.editServices({
    users: {
      environment: { DB_PASSWORD: canaries.plant("settings-password") },
      secrets: { APP_KEY: "/app/db" },
      sidecars: { agent: sidecar },
      hooks: { beforeSwitch: hook },
      compare: {
        ...{ requests: [compared], maxSlowdown: 10 },
        ignore: ["/color", "/digest", "/version"],
      },
    },
  });
}

/** The test command says the same, and then fails or not. */
export function plantInTest({ scene, canaries }: Omit<Planting, "receiver">, exit: 0 | 3): void {
  const command = `node -e '${talk(canaries)}' ${exit}`;
  scene.workDir.editServices({ users: { test: { command, timeoutSeconds: 30 } } });
}
