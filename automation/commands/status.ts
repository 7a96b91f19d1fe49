import type { ReleaseState } from "../../release/state";
import { exitCodes } from "../errors";
import { environmentOf } from "../runbook/environment";
import type { Stack } from "../ports";
import type { CommandResult } from "./result";

/** `bluegreen status`: where the release stands, in a sentence, and what to do next. */
export async function status(stack: Stack): Promise<CommandResult> {
  const { release, inventory } = environmentOf(stack.name, await stack.read());
  const { sentence, next } = describeState(stack.name, release);
  const services = Object.entries(release.services).map(([name, { activeColor, fleets }]) => {
    const active = activeColor && fleets[activeColor];
    const host = inventory.services[name]?.productionName ?? name;
    return active
      ? `  ${host}: ${activeColor}, ${active.size} tasks of ${active.image ?? "no image"}`
      : `  ${host}: never released`;
  });
  return {
    json: { ok: true, stack: stack.name, ...release, sentence, next },
    text: [
      `${stack.name}, revision ${release.revision}: ${sentence}`,
      ...services,
      `next: ${next}`,
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

/** Where a release stands and the command that goes on from there. */
export function describeState(
  stack: string,
  { current }: ReleaseState,
): { sentence: string; next: string } {
  if (!current) {
    return {
      sentence: "no release is under way.",
      next: `bluegreen deploy --stack ${stack} --service <name> --image <reference>`,
    };
  }
  const names = Object.keys(current.services).join(", ");
  const held = `held by ${current.owner} since ${current.startedAt}`;
  const who = `release ${current.id} of ${names}, ${held},`;
  const resume = `bluegreen resume --stack ${stack}`;
  switch (current.phase) {
    case "staged":
      return {
        sentence: `${who} has its candidate running beside production, which is untouched; tests and switch come next.`,
        next: `${resume}, or give it up: bluegreen abort --stack ${stack}`,
      };
    case "switched":
      return {
        sentence: `${who} has switched production to the candidate; the old fleet still runs for clients that hold its address.`,
        next: `${resume}, or go back: bluegreen rollback --stack ${stack}`,
      };
    case "returning":
      return {
        sentence: `${who} has returned production to the old fleet; the candidate still runs and stops next.`,
        next: resume,
      };
  }
}
