import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  readStackFile,
  withConfigFile,
  withRelease,
} from "../automation/adapters/pulumi/settingsFile";
import type { PulumiStackOptions } from "../automation/adapters/pulumi/options";
import type { ReleaseState } from "../release/state";

/** Internals of the Automation API that the SDK's types leave out. */
const { LanguageServer } = require("@pulumi/pulumi/automation/server") as {
  LanguageServer: new (program: () => Promise<unknown>) => grpc.UntypedServiceImplementation;
};

/**
 * A bare `pulumi up`: the same Pulumi CLI, program and config as the deployer's, and nothing else. The
 * program runs in this process, so that neither side pays for a language host.
 */
export async function bareUp(options: PulumiStackOptions, wanted: ReleaseState): Promise<void> {
  const { execa } = await import("execa");
  const { program } = require("../components/program") as typeof import("../components/program");
  const { project, name, engine } = options;
  const server = new grpc.Server();
  server.addService(
    LanguageRuntimeService,
    new LanguageServer(() => program({ nowMs: Date.now() })),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const file = withRelease(project, await readStackFile(project, name), wanted);
  try {
    await withConfigFile(name, file, (configFile) => {
      const flags = ["--yes", "--skip-preview", "--color=never", "--config-file", configFile];
      const client = [`--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"];
      const args = ["up", "--stack", name, ...flags, ...client];
      return execa(engine.command, args, { cwd: project.cwd });
    });
  } finally {
    server.forceShutdown();
  }
}
