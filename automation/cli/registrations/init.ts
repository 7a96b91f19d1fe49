import type { InitOptions } from "../../commands/initFlags";
import { collect, stackNamed } from "./options";
import type { Commands } from "./program";

const lazyInit = () => require("../../commands/init") as typeof import("../../commands/init");
const lazyFolder = () =>
  require("../../adapters/init/folder") as typeof import("../../adapters/init/folder");
const lazyQuestions = () =>
  require("../console/questions") as typeof import("../console/questions");
const lazyVerify = () =>
  require("../../adapters/init/verify") as typeof import("../../adapters/init/verify");
const lazyOffers = () =>
  require("../../adapters/aws/offers") as typeof import("../../adapters/aws/offers");

/** Long enough for credentials from a command, too short to look stuck. */
const offersMs = 20_000;

/** `init`: what a repository needs before anything else. */
export function initCommands({ addOffline, performOffline }: Commands): void {
  addOffline("init", {
    group: "Environments and services:",
    does: "set up a repository: settings, program, workflows, access/",
    examples: ["init", "init --domain dev.example.com --region eu-west-1 --service api:80"],
  })
    .option("--cwd <folder>", "folder to set up", ".")
    .option("--stack <stack>", "name of its first environment", stackNamed, "dev")
    .option("--project <name>", "name of the Pulumi project (default: bluegreen)")
    .option("--region <region>", "AWS region, such as eu-central-1")
    .option("--domain <name>", "domain of the environment, such as dev.example.com")
    .option("--zone <name>", "public hosted zone of the domain, unless it has its name")
    .option("--vpc <id>", "an existing VPC, with its subnets; `new` makes one")
    .option("--public-subnet <id>", "of that VPC, for load balancers; repeat it", collect, [])
    .option("--private-subnet <id>", "of that VPC, for tasks; repeat it", collect, [])
    .option(
      "--service <name:port>",
      "an API, with a path if its health check is not /health; repeat it for several",
      collect,
      [],
    )
    .option("--worker <name>", "a service without traffic; repeat it for several", collect, [])
    .option("--no-workflows", "leave out .github/workflows")
    .option("--no-access", "leave out access/, the roles for GitHub Actions")
    .option("--no-verify", "run no pre-flight checks at the end, which only read")
    .action((options: InitOptions) =>
      performOffline(options, () => {
        const { version } = require("../../../package.json") as { version: string };
        const account = () => lazyOffers().accountOffers(AbortSignal.timeout(offersMs));
        return lazyInit().init(options, {
          folder: lazyFolder().repositoryFolder(options.cwd),
          ask: options.json ? null : lazyQuestions().terminalAsk(account),
          version,
          verify: options.verify
            ? (region) => lazyVerify().verifyInstalled(options.cwd, options.stack, region)
            : null,
        });
      }),
    );
}
