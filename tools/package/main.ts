/** `npm run build`: what `npm pack` packs, in dist/. */
import { buildPackage } from "./build";

void buildPackage();
