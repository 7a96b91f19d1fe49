import type { Checker, Watched } from "./checker";

/** 5. The committed files and a person's `up` never shift traffic. */
export function plainUpMovesNothing(): Checker {
  let before: string | null = null;
  return {
    invariant: 5,
    check: (watched) => {
      if (!watched.person.busy) {
        before = null;
        return null;
      }
      const now = whereTrafficGoes(watched);
      before ??= now;
      return now === before ? null : `a plain \`up\` shifted traffic: ${before} became ${now}`;
    },
  };
}

function whereTrafficGoes({ world }: Watched): string {
  return world.services
    .map(
      ({ name, rules, production }) =>
        `${name} record ${production.record}, load balancers ${rules.blue}/${rules.green}`,
    )
    .join("; ");
}
