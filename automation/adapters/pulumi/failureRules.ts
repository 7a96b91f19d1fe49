import { bluegreen } from "../../course/commandLines";
import { DeployError, HeldByAnother, NoSuchStack, refused } from "../../world/errors";

/** A failure of Pulumi itself rather than of a resource, recognized by its text. */
export interface FailureRule {
  /** Matched against errors of the Pulumi CLI, never against what a provider says. */
  pattern: RegExp;
  translate: (found: RegExpExecArray, stack: string) => DeployError;
}

/** For texts of Pulumi 3.259; tests/automation/adapters/pulumi/engineTexts has the originals. */
export const failureRules: readonly FailureRule[] = [
  {
    pattern: /the stack is currently locked by[^]*?(?:created by (?<holder>.+)|$)/,
    translate: ({ groups }, stack) => held(stack, groups?.["holder"]?.trim() ?? "holder unknown"),
  },
  {
    pattern: /\[409\] Conflict/,
    translate: (_, stack) => held(stack, "Pulumi Cloud reports an update in progress"),
  },
  {
    pattern: /no stack named .* found/,
    translate: (_, stack) => unknownStack(stack),
  },
  {
    pattern: /incorrect passphrase/,
    translate: (_, stack) =>
      refused(
        `the passphrase does not decrypt the secrets of stack ${stack}`,
        "set `PULUMI_CONFIG_PASSPHRASE` or `PULUMI_CONFIG_PASSPHRASE_FILE` to the passphrase that the stack was created with",
      ),
  },
  {
    pattern: /passphrase must be set/,
    translate: (_, stack) =>
      refused(
        `the secrets of stack ${stack} need a passphrase, and none is set`,
        "set `PULUMI_CONFIG_PASSPHRASE` or `PULUMI_CONFIG_PASSPHRASE_FILE`",
      ),
  },
  {
    pattern: /PULUMI_ACCESS_TOKEN must be set for login|invalid access token|\[401\] Unauthorized/,
    translate: () =>
      refused(
        "not logged in to Pulumi Cloud",
        "set `PULUMI_ACCESS_TOKEN` or run `pulumi login`; for state in a bucket, `PULUMI_BACKEND_URL=s3://<bucket>`",
      ),
  },
  {
    pattern:
      /Could not automatically download and install \w+ plugin '(?<plugin>[^']+)' at version (?<version>\S+?),.*?`(?<command>pulumi plugin install [^`]+)`/,
    translate: ({ groups }) =>
      refused(
        `the Pulumi plugin ${groups!["plugin"]} ${groups!["version"]} is not installed and can't be downloaded`,
        `check the network (proxy, access to get.pulumi.com), or install it by hand: \`${groups!["command"]}\``,
      ),
  },
  {
    // Pulumi goes on even when it can't write its state, so its further changes are unrecorded.
    pattern: /failed to save snapshot: .*/,
    translate: ({ 0: text }, stack) =>
      new DeployError(
        "stoppedMidway",
        `Pulumi could not save its state: ${text}`,
        `make the backend writable again (its credentials may have expired), then: ${bluegreen("resume", stack)}`,
      ),
  },
  {
    pattern:
      /unable to (?:open|check|read) (?:state directory|if bucket|bucket).*|read "\.pulumi\/meta\.yaml": .*|performing HTTP request: .*/,
    translate: ({ 0: text }) =>
      refused(
        `Pulumi's backend can't be reached: ${text}`,
        "check `PULUMI_BACKEND_URL` (or `backend.url` in Pulumi.yaml), its credentials and the network",
      ),
  },
  {
    // `PULUMI_HOME`, by default in the user's home folder: for plugins, credentials and the stack that is selected.
    pattern:
      /^mkdir (?<folder>.*\/\.pulumi)\b.*: (?<why>permission denied|read-only file system|no such file or directory|not a directory)/,
    translate: ({ groups }) =>
      refused(
        `Pulumi can't create its folder ${groups!["folder"]}: ${groups!["why"]}`,
        "set `PULUMI_HOME` to a folder that this user can write to, and run the command again",
      ),
  },
  {
    pattern: /user: unknown userid (?<id>\d+)/,
    translate: ({ groups }) =>
      refused(
        `Pulumi writes the name of its user into a stack's lock, but this machine has no name for user ${groups!["id"]}`,
        "run the command as a user that this machine knows (`id -un` prints its name)",
      ),
  },
  {
    // A call on its bucket. For example, a role that may read only one stack's state can't list
    // them all.
    pattern: /.*\bblob \([^]*?\bAccessDenied\b.*/,
    translate: ({ 0: text }, stack) =>
      refused(
        `this role is denied access to Pulumi's backend: ${text.trim()}`,
        "allow it `s3:ListBucket`, `s3:GetObject`, `s3:PutObject` and `s3:DeleteObject` on the backend's bucket; " +
          `what a role needs: bluegreen policy --stack ${stack || "<stack>"}`,
      ),
  },
];

function held(stack: string, holder: string): DeployError {
  return new HeldByAnother(
    "held",
    `stack ${stack} is locked by another update: ${holder}`,
    `wait until it ends; if its process is no longer running: ${bluegreen("unlock", stack)}`,
  );
}

export function unknownStack(stack: string): DeployError {
  return new NoSuchStack(
    "refused",
    `there is no stack ${stack} in this backend`,
    `create it with \`${bluegreen("up", stack)}\`, or choose an existing one; \`pulumi stack ls\` lists them`,
  );
}
