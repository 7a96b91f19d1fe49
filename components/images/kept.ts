import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { repositoryName } from "../../config/ecr";
import { list } from "../../config/problem";
import { Refusal } from "../refusal";
import { tags } from "../tags";

/**
 * Which services' repositories exist already: kept when the service was deleted, or made by an `up` that was killed
 * before it recorded that. They are taken over, since no other could have their name. ECR is asked only about
 * services without a recorded repository. One that somebody else made is refused before anything is registered.
 *
 * @param recorded by service, as of the last `up`
 */
export async function keptRepositories(
  services: readonly string[],
  recorded: Record<string, unknown>,
): Promise<ReadonlySet<string>> {
  const fresh = services.filter((service) => !(service in recorded));
  if (fresh.length === 0) return new Set();
  // A look for one that is not there would be a failure.
  const { names = [] } = await aws.ecr.getRepositories({});
  const nameOf = (service: string) =>
    repositoryName(pulumi.getProject(), pulumi.getStack(), service);
  const kept = fresh.filter((service) => names.includes(nameOf(service)));
  const owned = await Promise.all(kept.map((service) => isOwn(nameOf(service), service)));
  const foreign = kept.filter((_, index) => !owned[index]).map(nameOf);
  if (foreign.length === 0) return new Set(kept);
  throw new Refusal({
    found: `ECR already has ${list(foreign)}, without the tags of this environment`,
    problems: foreign.map((name) => `${name} was made by somebody else`),
    next:
      "tag it as this environment tags its repositories (`project`, `environment`, `service`) to take it over with " +
      "its images, or delete it, then run the command again",
  });
}

async function isOwn(name: string, service: string): Promise<boolean> {
  const { tags: has = {} } = await aws.ecr.getRepository({ name });
  return Object.entries(tags({ service })).every(([key, value]) => has[key] === value);
}
