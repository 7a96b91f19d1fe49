import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Session } from "@aws-sdk/client-ecs";
import { partitionOf } from "../../../config/partition";
import { shellLine } from "../../course/shellLine";
import { refused } from "../../world/errors";
import { type ExecRequest, type ExecSessions, notConnected } from "../../world/execSessions";
import { runInTerminal, type TerminalProgram } from "../terminal";
import type { Aws } from "./clients";
import { type AwsObserverOptions, clientsByRegion } from "./observer";
import { doingUntil } from "./reading";
import { describeTasks, taskIdOf } from "./tasks";

/** What runs on this machine. */
export interface Plugin {
  /** What `session-manager-plugin --version` prints; null: it is not installed. */
  version(): Promise<string | null>;
  run(program: TerminalProgram): Promise<number>;
}

/** ECS Exec through AWS's Session Manager plugin, as the AWS CLI uses it. */
export function createAwsExecSessions(
  options: AwsObserverOptions,
  plugin: Plugin = installedPlugin,
): ExecSessions {
  const awsIn = clientsByRegion(options);
  const doing = doingUntil(options.signal);
  return {
    tasks: (inventory, { serviceName }) =>
      doing(`read the tasks of \`${serviceName}\``, async () => {
        const aws = awsIn(inventory.region);
        const filter = { cluster: inventory.clusterName, serviceName };
        const tasks = await describeTasks(await aws.ecs(), filter, "RUNNING", aws.callOptions);
        return tasks
          .filter(({ lastStatus }) => lastStatus === "RUNNING")
          .map(taskIdOf)
          .sort();
      }),
    run: async (request) => {
      await requirePlugin(plugin);
      const { taskId, inventory } = request;
      const opened = await doing(`run a command in task \`${taskId}\``, () =>
        open(awsIn(inventory.region), request),
      );
      return plugin.run(connecting(inventory.region, opened, request));
    },
  };
}

const pluginPage =
  "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";
/** Since then it takes the session's token from its environment, where other users of the machine can't read it. */
const oldestPlugin = [1, 2, 497];

async function requirePlugin(plugin: Plugin): Promise<void> {
  const install = `install AWS's Session Manager plugin, and run the command again: ${pluginPage}`;
  const version = await plugin.version().catch((error: unknown) => {
    const why = (error as Error).message.trim();
    throw refused("`session-manager-plugin --version` failed on this machine", install, [why]);
  });
  if (version === null) {
    throw refused(
      "`session-manager-plugin` is not on the PATH: ECS Exec connects through it",
      install,
    );
  }
  if (isOlder(version.trim().split(".").map(Number))) {
    throw refused(
      `\`session-manager-plugin\` is ${version.trim()}, but ${oldestPlugin.join(".")} is the oldest that works`,
      install,
    );
  }
}

function isOlder(version: readonly number[]): boolean {
  const at = oldestPlugin.findIndex((part, index) => part !== version[index]);
  return at >= 0 && !((version[at] ?? 0) > oldestPlugin[at]!);
}

interface Opened {
  session: Session;
  /** What Session Manager calls the container. */
  target: string;
}

async function open(
  aws: Aws,
  { inventory, service, taskId, command }: ExecRequest,
): Promise<Opened> {
  const { callOptions } = aws;
  const ecs = await aws.ecs();
  const { clusterName: cluster } = inventory;
  const { containerName: container } = service;
  const described = await ecs.describeTasks({ cluster, tasks: [taskId] }, callOptions);
  const { runtimeId } =
    described.tasks?.[0]?.containers?.find(({ name }) => name === container) ?? {};
  try {
    const { session } = await ecs.executeCommand(
      // The agent splits it into words as a shell does.
      { cluster, task: taskId, container, interactive: true, command: shellLine(command) },
      callOptions,
    );
    return { session: session ?? {}, target: `ecs:${cluster}_${taskId}_${runtimeId ?? ""}` };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "TargetNotConnectedException") throw notConnected(taskId, message);
    throw error;
  }
}

const sessionVariable = "AWS_SSM_START_SESSION_RESPONSE";

function connecting(
  region: string,
  { session, target }: Opened,
  { toStderr }: ExecRequest,
): TerminalProgram {
  const { sessionId, streamUrl, tokenValue } = session;
  const answer = { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue };
  const suffix = partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    file: "session-manager-plugin",
    args: [
      ...[sessionVariable, region, "StartSession", "", JSON.stringify({ Target: target })],
      `https://ssm.${region}.${suffix}`,
    ],
    env: { ...process.env, [sessionVariable]: JSON.stringify(answer) },
    toStderr,
  };
}

const installedPlugin: Plugin = {
  version: async () => {
    try {
      const { stdout } = await promisify(execFile)("session-manager-plugin", ["--version"]);
      return stdout;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  },
  run: runInTerminal,
};
