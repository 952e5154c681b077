import type { Product } from './catalogue.js';

/** The n-th app, counted from 0. */
export const generatedProduct = (index: number): Product => ({
  adamId: String(2_000_000_000 + index),
  name: `Generated ${index}`,
  bundleId: `example.generated.app${index}`,
  seller: 'Example Software',
  genre: 'Business',
  productType: 'App',
  deviceAssignable: true,
  revocable: true,
  supportedPlatforms: ['iOS'],
  version: '1.0',
  minimumOSVersion: '16.0',
  availability: 'public',
});
