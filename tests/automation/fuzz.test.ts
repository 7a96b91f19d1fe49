import { createSocket, type Socket } from "node:dgram";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from "dns-packet";
import { expect } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { askServers } from "../../automation/adapters/dns/authoritative";
import { fileLocks } from "../../automation/adapters/pulumi/locks/fileLocks";
import { readProject, readStackFile } from "../../automation/adapters/pulumi/settingsFile";
import { readChallenge } from "../../automation/adapters/registry/challenge";
import { architectureInConfig, readManifest } from "../../automation/adapters/registry/manifest";
import { readReleaseFile } from "../../automation/edit/releaseFile";
import { locksIn } from "../../automation/locks/engineLock";
import { DeployError } from "../../automation/world/errors";
import { parseYaml } from "../../automation/world/yaml";
import { ofNamespace, splitDerived } from "../../config/raw";
import { readSettings } from "../../config/settings";
import { stackFileProblems } from "../../config/stackFile";
import { parseState, UnknownState } from "../../release/state";
import { mutated } from "../support/mutated";
import { idle } from "../release/states";

/** Enough to meet what a hundred thousand found, and a second or less for each. */
const numRuns = 150;

/** Whatever is read, the answer is a value or an expected failure; anything else fails the test. */
function answer<T>(read: () => T, expected: new (...args: never[]) => Error = DeployError) {
  try {
    return read();
  } catch (error) {
    if (error instanceof expected) return undefined;
    throw error;
  }
}

const settings = stringify({
  encryptionsalt: "v1:abc=:v1:def",
  config: {
    "aws:region": "eu-central-1",
    "bluegreen:domain": "dev.example.com",
    "bluegreen:protect": true,
    "bluegreen:services": {
      users: {
        size: { min: 2, max: 6, target: { cpuPercent: 60 } },
        checks: [{ path: "/health", json: { ok: true } }],
        environment: { LOG_LEVEL: "info" },
        hooks: { beforeSwitch: { command: ["migrate"], once: true } },
      },
      mailer: { kind: "worker", selfTest: { command: ["node", "test"] } },
    },
  },
});

/** What the command line does with a settings file before it believes any of it. */
function readAsSettings(text: string): void {
  const file = parseYaml(text, "it") as Record<string, unknown> | null;
  const config = file?.["config"];
  if (typeof config !== "object" || config === null || Array.isArray(config)) return;
  stackFileProblems(file!, "bluegreen");
  readSettings(splitDerived(ofNamespace(config as Record<string, unknown>, "bluegreen")).settings);
}

describe("external input, whatever its bytes,", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "bluegreen-fuzz-"))));
  after(() => rm(folder, { recursive: true }));

  it("is settings, or is refused", async () => {
    const project = { cwd: folder, name: "bluegreen" };
    await fc.assert(
      fc.asyncProperty(mutated(settings), async (bytes) => {
        await writeFile(join(folder, "Pulumi.dev.yaml"), bytes);
        const file: unknown = await readStackFile(project, "dev").catch((error: unknown) => error);
        if (file instanceof Error) expect(file).to.be.instanceOf(DeployError);
        else readAsSettings(bytes.toString());
      }),
      { numRuns },
    );
  });

  it("is settings of any shape, or a list of problems", () => {
    const key = fc.oneof(
      fc.constantFrom("domain", "services", "users", "hosts", "size", "__proto__", "constructor"),
      fc.string({ maxLength: 6 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, "", "{}", "x", -1, 0, 1e309, NaN, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 5 }), (raw) => {
        const reading = readSettings(raw);
        if (!reading.ok) expect(reading.problems.length).to.be.greaterThan(0);
      }),
      { numRuns },
    );
  });

  it("is a project, or is refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        mutated("name: shop\nruntime: nodejs\nbackend:\n  url: file://./x\n"),
        async (bytes) => {
          await writeFile(join(folder, "Pulumi.yaml"), bytes);
          const project: unknown = await readProject(folder).catch((error: unknown) => error);
          if (project instanceof Error) expect(project).to.be.instanceOf(DeployError);
          else expect((project as { name: string }).name).to.match(/^[\w.-]{1,100}$/);
        },
      ),
      { numRuns },
    );
  });

  it("is a release file, or is refused without repeating what is in it", () => {
    const valid = "services:\n  users: registry/users:1.4.0\n  matching: a@sha256:b\n";
    fc.assert(
      fc.property(mutated(valid), (bytes) => {
        const images = answer(() => readReleaseFile(bytes.toString(), "release.yaml"));
        for (const image of Object.values(images ?? {})) expect(image).to.be.a("string");
      }),
      { numRuns },
    );
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), (secret) => {
        try {
          readReleaseFile(`AWS_SECRET_ACCESS_KEY=${secret}\n\t- ${secret}: [`, "release.yaml");
        } catch (error) {
          const { found, reasons } = error as DeployError;
          expect([found, ...reasons].join("\n")).not.to.contain(secret);
        }
      }),
      { numRuns },
    );
  });

  it("is a release state, or is rejected as unknown", () => {
    fc.assert(
      fc.property(mutated(JSON.stringify(idle)), (bytes) => {
        let value: unknown;
        try {
          value = JSON.parse(bytes.toString());
        } catch {
          return;
        }
        answer(() => parseState(value), UnknownState);
      }),
      { numRuns },
    );
    fc.assert(
      fc.property(fc.anything(), (value) => void answer(() => parseState(value), UnknownState)),
      { numRuns },
    );
  });

  it("is a lock, or is refused", async () => {
    const locks = join(folder, ".pulumi", "locks", "organization", "shop", "dev");
    await mkdir(locks, { recursive: true });
    const valid = JSON.stringify({
      pid: 7,
      username: "ann",
      hostname: "vm",
      timestamp: "2026-01-31T12:00:00Z",
    });
    await fc.assert(
      fc.asyncProperty(mutated(valid), async (bytes) => {
        await writeFile(join(locks, "1.json"), bytes);
        const found: unknown = await fileLocks("file://.", { cwd: folder, name: "shop" }, "dev")
          .find()
          .catch((error: unknown) => error);
        if (found instanceof Error) expect(found).to.be.instanceOf(DeployError);
        else expect(found).to.have.length(1);
      }),
      { numRuns },
    );
    const text = "created by ann@vm (pid 7) at 2026-01-31T12:00:00Z";
    fc.assert(
      fc.property(mutated(text), (bytes) => void locksIn(bytes.toString())),
      { numRuns },
    );
  });

  it("is a manifest, a config or a challenge of a registry, or none", () => {
    const digest = `sha256:${"b".repeat(64)}`;
    const valid = [
      JSON.stringify({ config: { digest } }),
      JSON.stringify({ manifests: [{ platform: { architecture: "arm64" } }] }),
      JSON.stringify({ architecture: "arm64" }),
      'Bearer realm="https://auth.example/token",service="x",scope="repository:a/b:pull"',
    ];
    for (const each of valid) {
      fc.assert(
        fc.property(mutated(each), (bytes) => {
          const manifest = readManifest(bytes.toString());
          if (manifest.kind === "image")
            expect(manifest.configDigest).to.match(/^sha256:[0-9a-f]{64}$/);
          if (manifest.kind === "index") expect(manifest.architecture ?? "x").to.match(/^[\w,]+$/);
          expect(architectureInConfig(bytes) ?? "x").to.match(/^\w+$/);
          readChallenge(bytes.toString("latin1"));
        }),
        { numRuns },
      );
    }
  });

  describe("over DNS", () => {
    let server: Socket;
    let port: number;
    let lie: (answer: Buffer) => Buffer;
    before(async () => {
      server = createSocket("udp4");
      server.on("message", (message, from) => {
        const query = decode(message);
        const flags = AUTHORITATIVE_ANSWER;
        const [question] = query.questions!;
        const { name } = question!;
        const answers: Packet["answers"] = [
          { type: "CNAME", name, ttl: 30, data: `lb.${name}` },
          { type: "A", name: `lb.${name}`, ttl: 60, data: "1.1.1.1" },
          { type: "TXT", name, ttl: 60, data: "x" },
        ];
        const valid = encode({ ...query, type: "response", flags, answers });
        server.send(lie(Buffer.from(valid)), from.port, from.address);
        // An answer that is ignored is followed by one that counts.
        server.send(valid, from.port, from.address);
      });
      await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
      port = server.address().port;
    });
    after(() => server.close());

    it("is an answer to the question, or is ignored", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(110), fc.nat(255)), { minLength: 1, maxLength: 6 }),
          fc.nat(120),
          async (changes, length) => {
            lie = (valid) => {
              for (const [at, byte] of changes) if (at < valid.length) valid[at] = byte;
              return valid.subarray(0, length);
            };
            const [found] = await askServers(
              [{ name: "ns-1", host: "127.0.0.1", port }],
              "users.x.org",
              300,
            );
            for (const address of found!.addresses) expect(isIPv4(address)).to.equal(true);
            expect(found!.ttlSeconds ?? 0).to.be.within(0, 604_800);
          },
        ),
        { numRuns },
      );
    });
  });
});
