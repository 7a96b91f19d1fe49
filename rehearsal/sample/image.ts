/** What is built into an image; esbuild puts the values in (buildImage.ts). */
export interface ImageFacts {
  version: string;
  /** Whether `/health` says that all is well; a worker that is not ends at once. */
  healthy: boolean;
  /** What `/version` answers and the self-test compares; not `version` in an image that is to fail its tests. */
  reportedVersion: string;
  /** Seconds before it listens, or takes jobs. */
  startSeconds: number;
}

declare const IMAGE_FACTS: ImageFacts;

export const image: ImageFacts = IMAGE_FACTS;
