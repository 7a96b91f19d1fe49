import { delegatedServers } from "./automation/adapters/dns/delegation";
import { program as run } from "./components/program";

// For the plain Pulumi CLI, which calls a program's export if it is a function.
export = function program() {
  return run({ delegation: (zone) => delegatedServers(zone).catch(() => null) });
};
