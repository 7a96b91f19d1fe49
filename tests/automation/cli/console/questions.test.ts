import { expect } from "chai";
import { askWith, type Clack } from "../../../../automation/cli/console/questions";
import type { Answers } from "../../../../automation/edit/init/files";
import { noProposals, type Proposals } from "../../../../automation/edit/init/proposals";
import type { AccountOffers } from "../../../../automation/world/repository";
import { refusalOf } from "../../../support/refusalOf";

interface Asked {
  message: string;
  options?: { value: string; label: string }[];
  initialValue?: string;
  validate?: (value: string) => string | undefined;
}

const cancelled = Symbol("Ctrl-C");

/** Somebody at a terminal, who types these answers to a question until one is taken; otherwise what is offered. */
function terminal(typed: Record<string, (string | symbol)[]> = {}) {
  const questions: Asked[] = [];
  const refusals: string[] = [];
  const warnings: string[] = [];
  const answer = (asked: Asked) => {
    questions.push(asked);
    const { message, options, initialValue = "", validate } = asked;
    const values = typed[message] ?? [options?.[0]?.value ?? initialValue];
    for (const value of values) {
      const refusal = typeof value === "string" ? validate?.(value) : undefined;
      if (refusal === undefined) return Promise.resolve(value);
      refusals.push(refusal);
    }
    return Promise.reject(new Error(`no valid answer to: ${message}`));
  };
  const clack = {
    ...{ intro: () => undefined, outro: () => undefined, text: answer, select: answer },
    multiselect: ({ options }: Asked) => Promise.resolve(options?.map(({ value }) => value)),
    isCancel: (value: unknown) => typeof value === "symbol",
    log: { warn: (line: string) => warnings.push(line) },
  };
  return { clack: clack as unknown as Clack, questions, refusals, warnings };
}

const account = (zones: string[]): AccountOffers => ({
  zones: () => Promise.resolve(zones),
  vpcs: () => Promise.reject(new Error("denied")),
});

const ask = (
  { clack }: ReturnType<typeof terminal>,
  open: Partial<Answers> = {},
  zones: string[] = [],
  proposals: Proposals = noProposals,
) => askWith(clack, open, proposals, account(zones), {});

describe("the questions of `init`", () => {
  it("are answered with what the account and the repository offer", async () => {
    const shown = terminal();
    const users = { name: "users", from: "users", port: 80, health: null };
    expect(await ask(shown, {}, ["example.com"], { services: [users], leftOut: [] })).to.deep.equal(
      {
        region: "eu-central-1",
        ...{ zone: "example.com", domain: "dev.example.com" },
        ...{ network: null, services: [users] },
      },
    );
    expect(shown.questions.map(({ message }) => message)).to.deep.equal([
      ...["AWS region", "Hosted zone", "Domain of the environment"],
    ]);
    expect(shown.warnings).to.deep.equal(["the account's networks can't be listed: denied"]);
  });

  it("leave out the zone of a domain that is given: it is the longest one that the domain is in", async () => {
    const zoneOf = async (domain: string) => {
      const zones = ["a.example.com", "dev.a.example.com", "example.com"];
      return (await ask(terminal(), { domain, services: [], network: null }, zones)).zone;
    };
    expect(await zoneOf("x.dev.a.example.com")).to.equal("dev.a.example.com");
    expect(await zoneOf("a.example.com")).to.equal("a.example.com");
    expect(await zoneOf("aa.example.com")).to.equal("example.com");
    expect(await zoneOf("dev.example.org")).to.equal(null);
  });

  it("are asked again until an answer is valid", async () => {
    const shown = terminal({
      "AWS region": ["frankfurt", "eu-west-1"],
      "Domain of the environment": ["Dev.example.com", "dev.example.org", "dev.example.com"],
      "Name of the first service": ["", "Users", "mailer", "users"],
      "Port that it listens on": ["abc", "0", "99999", "8080"],
      "Path of its health check": ["up", "/up"],
    });
    const answers = await ask(shown, { workers: ["mailer"], network: null }, ["example.com"]);
    expect(answers).to.deep.equal({
      ...{ region: "eu-west-1", zone: "example.com", domain: "dev.example.com", network: null },
      services: [{ name: "users", port: 8080, health: "/up" }],
    });
    expect(shown.refusals).to.deep.equal([
      "must be an AWS region, such as `eu-central-1`",
      "`domain` must be a domain name in lower case, without a dot at the end, found `Dev.example.com`",
      "`hostedZone` must be `domain` or a parent of it: dev.example.org does not end in .example.com",
      "must not be empty",
      "`services.Users` must have a name of lower-case letters, digits and hyphens that starts with a letter and " +
        "does not end in a hyphen",
      "`mailer` is a worker",
      "must be a number from 1 to 65535",
      "`services.api.port` must be at least 1, found 0",
      "`services.api.port` must be at most 65535, found 99999",
      "`services.api.healthCheck.path` must be a path that starts with `/`, in printable ASCII without spaces, " +
        "found `up`",
    ]);
  });

  it("end with nothing written on Ctrl-C", async () => {
    const { found, next } = await refusalOf(() => ask(terminal({ "AWS region": [cancelled] })));
    expect([found, next]).to.deep.equal(["cancelled; nothing was written", "npx bluegreen init"]);
  });
});
