import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { translateFailure } from "../../../../automation/adapters/pulumi/failures";
import { DeployError, StepFailed } from "../../../../automation/world/errors";
import type { Recorded } from "../../../../tools/engine-texts/record";

const folder = join(__dirname, "engineTexts");

/** What the real Pulumi said (tools/engine-texts), translated. */
function translated(name: string): Error {
  const text = readFileSync(join(folder, `${name}.json`), "utf8");
  const { error, programError, ...events } = JSON.parse(text) as Recorded;
  return translateFailure({
    stack: "dev",
    kind: "up" as const,
    error: new Error(error),
    programError: programError === null ? null : new Error(programError),
    ...events,
  });
}

interface Expected {
  kind: DeployError["kind"];
  found: string | RegExp;
  next: string | RegExp;
}

const expected: Record<string, Expected> = {
  lockHeld: {
    kind: "held",
    found: /^stack dev is locked by another update: user@host \(pid \d+\) at [\d-]+T[\d:]+Z$/,
    next: /^wait until it ends; if .*bluegreen unlock --stack dev$/,
  },
  refusedByProgram: {
    kind: "refused",
    found: "The config of stack dev has problems:\n- `domain` is missing",
    next: "correct the settings named there and run the command again",
  },
  cancelled: {
    kind: "stoppedMidway",
    found: "cancelled during an `up`",
    next: "bluegreen resume --stack dev",
  },
  unknownStack: {
    kind: "refused",
    found: "there is no stack dev in this backend",
    next: /`bluegreen up --stack dev`/,
  },
  wrongPassphrase: {
    kind: "refused",
    found: "the passphrase does not decrypt the secrets of stack dev",
    next: /^set `PULUMI_CONFIG_PASSPHRASE`/,
  },
  notLoggedIn: {
    kind: "refused",
    found: "not logged in to Pulumi Cloud",
    next: /`PULUMI_ACCESS_TOKEN`.*`pulumi login`/,
  },
  pluginNotFound: {
    kind: "refused",
    found:
      /^the Pulumi plugin pulumi-resource-aws v[\d.]+ is not installed and can't be downloaded$/,
    next: /`pulumi plugin install resource aws v[\d.]+`$/,
  },
  cloudUnreachable: {
    kind: "refused",
    found: /^Pulumi's backend can't be reached: .*connection refused$/,
    next: /`PULUMI_BACKEND_URL`/,
  },
  noStateFolder: {
    kind: "refused",
    found: /^Pulumi's backend can't be reached: .*\/nowhere\/state: no such file or directory$/,
    next: /`PULUMI_BACKEND_URL`/,
  },
  bucketUnreachable: {
    kind: "refused",
    found: /^Pulumi's backend can't be reached: read "\.pulumi\/meta\.yaml": .*no such host$/,
    next: /its credentials/,
  },
};

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

const steps: Record<string, string[]> = {
  failedResource: [`users (${logGroup}): InternalFailure: create of users failed as ordered`],
  pendingOperations: [
    `users (${logGroup}): ResourceAlreadyExistsException: The specified log group already exists`,
    `Adopt it with \`pulumi import ${logGroup} users <id>\`, or delete it if nothing uses it`,
    `an earlier \`up\` was killed while creating users (${logGroup}); check whether it exists`,
  ],
};

describe("what the real Pulumi says", () => {
  for (const [name, { kind, found, next }] of Object.entries(expected)) {
    it(`is translated: ${name}`, () => {
      const error = translated(name) as DeployError;
      expect(error).to.be.instanceOf(DeployError);
      expect(error.kind).to.equal(kind);
      expect(error.found).to.match(asPattern(found));
      expect(error.next).to.match(asPattern(next));
    });
  }

  for (const [name, reasons] of Object.entries(steps)) {
    it(`becomes reasons that name the resource, why it failed and what to do next: ${name}`, () => {
      const error = translated(name) as StepFailed;
      expect(error).to.be.instanceOf(StepFailed);
      expect(error.reasons).to.include.members(reasons);
      expect(error.reasons.join("\n")).to.not.match(/update failed|connection is closing/);
    });
  }

  it("is translated completely by these tests", () => {
    const recorded = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
    const known = [...Object.keys(expected), ...Object.keys(steps)];
    expect(recorded.sort()).to.deep.equal(known.sort());
  });
});

function asPattern(text: string | RegExp): RegExp {
  if (text instanceof RegExp) return text;
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
