import { readSettings } from "../../../config/settings";
import { type Api, settingsOf } from "./files";

const regionPattern = /^[a-z]{2,5}(-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** Whether it is written as AWS writes regions. */
export const isRegion = (text: string) => regionPattern.test(text);

/** Why an answer that was typed can't be used; undefined if it can. */
export const problemOf = {
  region: (text: string) =>
    isRegion(text) ? undefined : "must be an AWS region, such as `eu-central-1`",
  domain: (domain: string, zone: string | null) => firstProblem({ domain, zone }),
  name: (name: string, workers: readonly string[]) =>
    workers.includes(name) ? `\`${name}\` is a worker` : firstProblem({ service: { name } }),
  port: (text: string) =>
    /^\d{1,5}$/.test(text)
      ? firstProblem({ service: { port: Number(text) } })
      : "must be a number from 1 to 65535",
  health: (health: string) => firstProblem({ service: { health } }),
};

interface Answer {
  domain?: string;
  zone?: string | null;
  service?: Partial<Api>;
}

/** As the settings are checked that have this answer. */
function firstProblem({ domain = "example.com", zone = null, service }: Answer) {
  const services = service ? [{ name: "api", port: 8080, health: null, ...service }] : [];
  const usual = { project: "", stack: "", region: "", network: null, workers: [] };
  const reading = readSettings(settingsOf({ ...usual, domain, zone, services }));
  return reading.ok ? undefined : reading.problems[0];
}
