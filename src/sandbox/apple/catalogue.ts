/** What the store knows of one product, whoever bought it. */
export interface Product {
  readonly adamId: string;
  readonly name: string;
  readonly bundleId: string;
  readonly seller: string;
  readonly genre: string;
  readonly productType: 'App' | 'Book';
  readonly deviceAssignable: boolean;
  readonly revocable: boolean;
  readonly supportedPlatforms: readonly string[];
  readonly version: string;
  readonly minimumOSVersion: string;
  /** 'custom' products are shown to their organisation only; 'withdrawn' ones are no longer sold. */
  readonly availability: 'public' | 'custom' | 'withdrawn';
}

const families: Readonly<Record<string, readonly string[]>> = {
  iOS: ['iphone', 'ipad', 'ipod'],
  macOS: ['mac'],
  tvOS: ['tvos'],
  watchOS: ['watch'],
  visionOS: ['realityDevice'],
};

function artwork(product: Product, origin: string, form: 'array' | 'object'): unknown {
  const base = `${origin}/icons/${product.adamId}`;
  if (form === 'object')
    return { width: 512, height: 512, url: `${base}/{w}x{h}bb.{f}`, bgColor: 'ffffff', textColor1: '000000' };
  return [60, 128, 512].map((side) => ({ width: side, height: side, url: `${base}/${side}x${side}bb.png` }));
}

function kindOf(product: Product): string {
  if (product.productType === 'Book') return 'epubBook';
  return product.supportedPlatforms.includes('iOS') ? 'iosSoftware' : 'desktopApp';
}

export interface LookupView {
  /** Where the stand-in serves icons. */
  origin: string;
  artwork: 'array' | 'object';
  /** The id is a number in the sample without the cookie and text in the one with it. */
  numericId: boolean;
}

/** One entry of contentMetadataLookup's `results` (shape from Apple's two samples). */
export function lookupResult(product: Product, view: LookupView): Record<string, unknown> {
  return {
    id: view.numericId ? Number(product.adamId) : product.adamId,
    name: product.name,
    bundleId: product.bundleId,
    artistName: product.seller,
    kind: kindOf(product),
    deviceFamilies: product.supportedPlatforms.flatMap((platform) => families[platform] ?? []),
    genreNames: [product.genre],
    artwork: artwork(product, view.origin, view.artwork),
    offers: [{ version: { display: product.version, externalId: 800_000_000 + Number(product.adamId.slice(-6)) } }],
    minimumOSVersion: product.minimumOSVersion,
    isVppDeviceBasedLicensingEnabled: product.deviceAssignable,
    isB2BCustomApp: product.availability === 'custom',
    url: `${view.origin}/app/id${product.adamId}`,
  };
}
