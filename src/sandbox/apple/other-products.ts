/** What the product that managed apps before would have left behind at Apple. */
export const oldProduct = {
  mdmInfo: { id: '0d6f2f0e-5f0b-4a44-9a25-2f6c1d1c9a01', name: 'OldMDM', metadata: 'mdm.old.example' },
  notifications: {
    url: 'https://mdm.old.example/vpp/notify',
    token: 'old-product-notification-token',
    types: ['ASSET_COUNT', 'ASSET_MANAGEMENT'],
  },
};

/** A product that somebody introduces while ours is at work. */
export const newProduct: typeof oldProduct = {
  mdmInfo: { id: '7c1f5a90-3f1e-4f55-9d0b-6e2a4b8c0d17', name: 'OtherMDM', metadata: 'mdm.other.example' },
  notifications: {
    url: 'https://mdm.other.example/vpp/notify',
    token: 'other-product-notification-token',
    types: ['ASSET_COUNT', 'ASSET_MANAGEMENT', 'USER_MANAGEMENT', 'USER_ASSOCIATED'],
  },
};
