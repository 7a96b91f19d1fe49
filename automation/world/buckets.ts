/** What was read, to be replaced only if it is still there. */
export interface Stored {
  text: string;
  /** Another one for any other content. */
  tag: string;
}

export interface NewObject {
  text: string;
  /** Such as `application/json`. */
  type: string;
}

/** Objects in S3. Every method throws DeployError if AWS refuses it. */
export interface Buckets {
  /** Null: there is none, or these credentials may not read it; S3 tells only those apart who may list the bucket. */
  read(bucket: string, key: string): Promise<Stored | null>;
  /** False: there is something else than was `seen`, where null is nothing; undefined: whatever is there. */
  write(
    bucket: string,
    key: string,
    object: NewObject,
    seen: Stored | null | undefined,
  ): Promise<boolean>;
}

/** Of a bucket that exists, for the access logs of load balancers. */
export interface LogBucketView {
  region: string;
  /** As JSON; null: it has none. */
  policy: string | null;
}

/** Of a bucket that exists. */
export interface BucketView {
  /** Such as `eu-central-1`. */
  region: string;
  /** Whether its own settings block all public access; null: that may not be read. */
  blocksPublic: boolean | null;
}
