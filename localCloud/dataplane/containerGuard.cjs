// Preloaded into every container, so that it ends when its machine (the local cloud) is gone.
process.once("disconnect", () => process.exit(137));
process.channel?.unref();
