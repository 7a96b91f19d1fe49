import { refused } from "./errors";

/** Refuses to delete what a team's own part of the program protects. */
export function refuseProtectedBeside(stack: string, urns: readonly string[]): void {
  if (urns.length === 0) return;
  throw refused(
    `${stack} has protected resources of your own program; nothing was deleted`,
    "save what they hold, then for each: " +
      `pulumi state unprotect '<urn>' --stack ${stack}; then run the command again`,
    [...urns],
  );
}
