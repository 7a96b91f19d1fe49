import { mkdtempSync, rmSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { Command, InvalidArgumentError, Option } from "commander";
import { sweepTempFolders, tempFolderPrefix } from "../automation/adapters/tempFolder";
import { Cloud } from "./cloud";
import { type CloudOptions, defaultOptions } from "./options";
import { Providers } from "./providers";
import { ControlServer } from "./api/server";
import { Scheduler } from "./scheduler";

interface Flags extends Omit<CloudOptions, "stateDirectory"> {
  port: number;
  stateDir?: string;
  stopWithParent?: true;
}

start(readFlags()).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`The local cloud could not start: ${reason}. With --port 0 it picks a free port.`);
  process.exit(1);
});

/** Prints one line of JSON with the control URL once everything is serving. */
async function start({ port, stateDir, stopWithParent, ...options }: Flags): Promise<void> {
  await sweepTempFolders();
  const stateDirectory = stateDir ?? mkdtempSync(tempFolderPrefix());
  const cloud = await Cloud.open({ ...options, stateDirectory });
  const server = new ControlServer(cloud);
  await server.open(port);
  const providers = await Providers.start(server.url);
  cloud.providers = providers.ports;
  const scheduler = new Scheduler(cloud);
  scheduler.open();
  const stop = () => {
    providers.stop();
    server.close();
    scheduler.close();
    cloud.close();
    if (!stateDir) rmSync(stateDirectory, { recursive: true, force: true });
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (stopWithParent) whenParentEnds(stop);
  console.log(JSON.stringify({ controlUrl: server.url, stateDirectory }));
}

/** The parent holds the other end of an IPC channel or of stdin; both close when it ends. */
function whenParentEnds(stop: () => void): void {
  if (process.connected) process.once("disconnect", stop);
  else process.stdin.once("close", stop).resume();
}

function readFlags(): Flags {
  return new Command("cloud")
    .description(
      "A local stand-in for AWS to rehearse releases against; it listens on loopback only.",
    )
    .option("--zone <name>", "hosted zone", defaultOptions.zone)
    .option("--region <name>", "AWS region", defaultOptions.region)
    .option("--ttl <seconds>", "TTL of alias answers", toNumber, defaultOptions.ttl)
    .option(
      "--time-scale <n>",
      "time scale: n times faster than AWS",
      toNumber,
      defaultOptions.timeScale,
    )
    .addOption(minuteSeconds())
    .option(
      "--propagation-seconds <seconds>",
      "longest time until a record change reaches a name server",
      toNumber,
      defaultOptions.propagationSeconds,
    )
    .option(
      "--record-sync-seconds <seconds>",
      "AWS seconds that the provider waits for a record to be in sync",
      toNumber,
      defaultOptions.recordSyncSeconds,
    )
    .option(
      "--task-start-seconds <seconds>",
      "AWS seconds until a task's container starts",
      toNumber,
      defaultOptions.taskStartSeconds,
    )
    .option(
      "--instance-start-seconds <seconds>",
      "AWS seconds until an instance has joined its cluster",
      toNumber,
      defaultOptions.instanceStartSeconds,
    )
    .option(
      "--aws-times <n>",
      "provider calls take n times as long as measured with the AWS provider; 0: no time",
      toNumber,
      defaultOptions.awsTimes,
    )
    .option("--nodes <number>", "addresses of each load balancer", toNumber, defaultOptions.nodes)
    .addOption(clientAddresses())
    .option("--seed <number>", "seed of ids and delays", toNumber, defaultOptions.seed)
    .option("--port <number>", "port of the control API; 0 picks a free one", toNumber, 0)
    .option(
      "--state-dir <directory>",
      "folder for task logs and the CA certificate; a temporary one by default",
    )
    .option("--stop-with-parent", "exit when stdin or the IPC channel closes")
    .parse()
    .opts<Flags>();
}

function minuteSeconds(): Option {
  return new Option("--minute-seconds <seconds>", "length of a minute of CloudWatch's metrics")
    .argParser((text) => {
      const seconds = toNumber(text);
      if (seconds === 0) throw new InvalidArgumentError("must be a number above 0");
      return seconds;
    })
    .default(defaultOptions.minuteSeconds);
}

function clientAddresses(): Option {
  const { clientAddresses: usual } = defaultOptions;
  return new Option(
    "--client-addresses <ipv4,ipv6>",
    "where clients of public load balancers come from",
  )
    .argParser((text): CloudOptions["clientAddresses"] => {
      const [ipv4 = "", ipv6 = "", ...more] = text.split(",");
      if (isIPv4(ipv4) && isIPv6(ipv6) && more.length === 0) return [ipv4, ipv6];
      throw new InvalidArgumentError("must be an IPv4 and an IPv6 address with a comma in between");
    })
    .default(usual, usual.join(","));
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError("must be a number of at least 0");
  }
  return number;
}
