import { Option } from "commander";
import type { DashboardOptions } from "../../commands/dashboard";
import type { StackOptions } from "../../commands/options";
import type { DoraOptions } from "../../commands/dora";
import type { HistoryOptions } from "../../commands/history";
import type { ReportOptions } from "../../commands/report";
import type { LinkOptions } from "../../commands/link";
import type { StatusOptions } from "../../commands/status";
import { bluegreen } from "../../course/commandLines";
import { refused } from "../../world/errors";
import { seconds, portNumber, wholeNumber } from "./options";
import { type Commands, orApplied } from "./program";

const lazyLink = () => require("../../commands/link") as typeof import("../../commands/link");
const lazyStatus = () => require("../../commands/status") as typeof import("../../commands/status");
const lazyDashboard = () =>
  require("../../commands/dashboard") as typeof import("../../commands/dashboard");
const lazyPages = () =>
  require("../../adapters/pageServer") as typeof import("../../adapters/pageServer");
const lazyWatch = () => require("../../commands/watch") as typeof import("../../commands/watch");
const lazyReport = () => require("../../commands/report") as typeof import("../../commands/report");
const lazyHistory = () =>
  require("../../commands/history") as typeof import("../../commands/history");

const lazyCost = () => require("../../commands/cost") as typeof import("../../commands/cost");
const lazyDora = () => require("../../commands/dora") as typeof import("../../commands/dora");

/** `status`, `dashboard`, `history`, `report` and `link`: what is, what was, and a look at the candidate. */
export function lookCommands({ add, perform, watch }: Commands): void {
  addStatus({ add, perform, watch });
  addDashboard({ add, watch });
  addHistory({ add, perform });
  add("report", {
    group: "Look:",
    does: "say what a release changed and whether anybody noticed",
    examples: ["report --stack prod", "report --stack prod --release r-0a1b2c3d --out pages"],
  })
    .option("--release <id>", "a release of `history` (default: the last one)")
    .option("--record <file>", "read what `--record` of a release wrote; it has more than history")
    .option("--out <folder>", "write a page about the release into this folder")
    .action((options: ReportOptions) =>
      perform(options, (session) => lazyReport().report(session, options), orApplied),
    );
  addCost({ add, perform });
  add("link", {
    group: "Look:",
    does: "print the link to a service's candidate; anyone with the link can open it",
    examples: ["link --stack dev --service users"],
  })
    .requiredOption("--service <name>", "the service")
    .action((options: LinkOptions) =>
      perform(options, (session) => lazyLink().link(session, options), orApplied),
    );
}

function addStatus({ add, perform, watch }: Pick<Commands, "add" | "perform" | "watch">): void {
  add("status", {
    group: "Look:",
    does: "say where the release stands, who holds it, and what to run next",
    examples: [
      "status --stack dev",
      "status --stack dev --watch",
      "status --stack prod --stale 30m --notify",
    ],
  })
    .option("--recorded", "show recorded values only, without asking AWS", false)
    .option(
      "--watch",
      "look again every 3 s until Ctrl-C; with `--json`, one document per line",
      false,
    )
    .addOption(
      new Option(
        "--stale <time>",
        "end with 4 if nothing was recorded of the release for this long, such as 30m, and no deployer is known to run",
      )
        .argParser(seconds)
        .conflicts("watch"),
    )
    .option("--notify", "with --stale: tell those whom `notify` in the settings names", false)
    .action((options: StatusOptions & { watch: boolean }) => {
      refuseUselessNotify(options);
      return options.watch
        ? watch(options, (session, _, screen) => {
            const { clock } = session.tasks();
            const look = () => lazyStatus().status(session, options);
            return lazyWatch().watched(look, { clock, screen, asJson: options.json });
          })
        : perform(options, (session) => lazyStatus().status(session, options), orApplied);
    });
}

function refuseUselessNotify({ stack, stale, notify = false }: StatusOptions): void {
  if (!notify || stale !== undefined) return;
  throw refused(
    "`--notify` tells of a release whose deployer is gone, which `--stale` finds",
    bluegreen("status", stack, "--stale 30m --notify"),
  );
}

function addCost({ add, perform }: Pick<Commands, "add" | "perform">): void {
  add("cost", {
    group: "Look:",
    does: "say what the environment and its releases cost",
    examples: ["cost --stack prod", "cost --stack prod --json"],
  }).action((options: StackOptions) =>
    perform(options, (session) => lazyCost().cost(lazyCost().costParts(session)), orApplied),
  );
}

function addHistory({ add, perform }: Pick<Commands, "add" | "perform">): void {
  add("history", {
    group: "Look:",
    does: "list the stack's releases, newest first",
    examples: ["history --stack prod --limit 3", "history --stack prod --dora --days 90"],
  })
    .option("--limit <count>", "number of releases to list", wholeNumber, 10)
    .addOption(
      new Option("--dora", "frequency, lead time, failure rate, time to restore").conflicts(
        "limit",
      ),
    )
    .addOption(
      new Option("--days <count>", "how far back `--dora` looks")
        .default(30)
        .argParser(wholeNumber)
        .implies({ dora: true }),
    )
    .action((options: HistoryOptions & DoraOptions & { dora?: true }) =>
      perform(
        options,
        (session) =>
          options.dora
            ? lazyDora().dora(lazyDora().doraParts(session), options)
            : lazyHistory().history(session, options),
        orApplied,
      ),
    );
}

function addDashboard({ add, watch }: Pick<Commands, "add" | "watch">): void {
  add("dashboard", {
    group: "Look:",
    does: "serve a page on this machine that shows the release live; read only",
    examples: ["dashboard --stack dev", "dashboard --stack prod --port 8080"],
  })
    .addOption(
      new Option("--port <number>", "port on this machine")
        .argParser(portNumber)
        .default(0, "a free one"),
    )
    .action((options: DashboardOptions) =>
      watch(options, (session, print) => {
        const parts = { ...session, clock: session.tasks().clock };
        const { servePages: serve } = lazyPages();
        return lazyDashboard().dashboard(parts, options, { serve, print });
      }),
    );
}
