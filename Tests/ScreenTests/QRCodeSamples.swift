@testable import Screen

/// Symbols of another encoder: `qrcode` 8 for Python (PyPI), in byte mode.
enum QRCodeSamples {
  /// All of a symbol: a row a word, hexadecimal, its last digit filled up with zeros.
  struct Whole: Sendable {
    let text: String
    let correction: QRCode.Correction
    let version: Int
    let mask: Int
    let rows: String
  }

  static let whole = [
    Whole(
      text: "gatehouse", correction: .low, version: 1, mask: 7,
      rows: """
        fe5bf8 82d208 bacae8 ba52e8 ba8ae8 829a08 feabf8 00f800 d363b0 b464d8 83e968 58d240 2ee9d8 009408 fec5f0
        827c80 ba7790 ba91d8 ba29e8 828780 fe9850
        """),
    Whole(
      text: "https://github.com/login/device?user_code=WDJB-MJHT", correction: .medium, version: 4, mask: 1,
      rows: """
        fe9e623f8 82508ca08 ba9dc72e8 ba59122e8 ba15572e8 82c574208 feaaaabf8 007bb8800 a3508b128 6045d9a58
        97a99b868 101dc87d0 47ad4ab08 adf444b18 32cd79008 8c8c29e40 522319b50 049d9da58 97bf75b68 cc4eba8d8
        eb17e5300 4c2ae8b48 d2049b228 0db582fd8 dffaa8f98 00ebd5898 fe9994af8 8266cb8d0 ba4d4df88 ba124d598
        ba9d195d8 820033dc0 fec189ba8
        """),
    Whole(
      text: text(bytes: 150), correction: .low, version: 7, mask: 4,
      rows: """
        fee0682e4bf8 82a06fe99208 baff1a70d2e8 ba950cf91ae8 ba044fb67ae8 82a178dc4208 feaaaaaaabf8 002c38998000
        ce7befd6c178 995d23669b40 82ed7e2b4bb0 6850c256cb80 42faeff38508 78bd0d3e0a28 92120b2790d0 e9d8437d8708
        26d2e630e358 5910253e5a20 2bbdce09cf30 742c92d49180 4f92ffb7df88 b8d118bf48a0 4af47afecab0 a8d1e8ebb8d0
        9ffb7fb58fc8 95492f36cd40 3605a6874030 48931453ca80 c3f2ec578f90 897d45ae5710 224d4aa204f0 b4887f24bad8
        d2ee25c4c918 95770fb65b70 0b5b498e04d0 79ad5135a008 9bf2ffa28f88 008c18b7d8c0 fe46baae1ab0 82e298b2a8d0
        baf87ff4af88 ba6f24a6c8e8 ba40a44ec088 82b65f93a440 fea2e99295c8
        """),
  ]

  /// Of each version and level one symbol that is full, or nearly, by the hash of its modules.
  struct Printed: Sendable {
    let correction: QRCode.Correction
    let version: Int
    let mask: Int
    let bytes: Int
    let hash: UInt64

    init(_ correction: QRCode.Correction, version: Int, mask: Int, bytes: Int, _ hash: UInt64) {
      self.correction = correction
      self.version = version
      self.mask = mask
      self.bytes = bytes
      self.hash = hash
    }
  }

  static let printed = [
    Printed(.low, version: 1, mask: 1, bytes: 16, 0x400E_CD81_3869_C7A5),
    Printed(.low, version: 2, mask: 2, bytes: 30, 0x7039_D11A_20F4_D95B),
    Printed(.low, version: 3, mask: 3, bytes: 53, 0x6F00_7383_E422_6A4F),
    Printed(.low, version: 4, mask: 4, bytes: 77, 0xA37B_0DD6_ED96_BCBB),
    Printed(.low, version: 5, mask: 5, bytes: 104, 0xF127_8476_F897_D0F4),
    Printed(.low, version: 6, mask: 6, bytes: 134, 0x08EE_DA23_EF74_F4A7),
    Printed(.low, version: 7, mask: 7, bytes: 153, 0x306B_A6D2_5402_933B),
    Printed(.low, version: 8, mask: 0, bytes: 190, 0x515D_079A_27EF_F0AF),
    Printed(.low, version: 9, mask: 1, bytes: 230, 0xB208_DBB2_CEDC_C862),
    Printed(.low, version: 10, mask: 2, bytes: 270, 0x7E0D_2345_81A5_E137),
    Printed(.low, version: 11, mask: 3, bytes: 319, 0x87FF_20E1_A44E_CC7B),
    Printed(.low, version: 12, mask: 4, bytes: 367, 0x1EF1_0489_3237_271B),
    Printed(.low, version: 13, mask: 5, bytes: 424, 0x4048_379F_9D72_378D),
    Printed(.low, version: 14, mask: 6, bytes: 456, 0x64BA_DFC1_2303_3529),
    Printed(.low, version: 15, mask: 7, bytes: 520, 0x9376_18E3_4733_DFC4),
    Printed(.low, version: 16, mask: 0, bytes: 585, 0x6ABF_52D9_B8D0_2561),
    Printed(.low, version: 17, mask: 1, bytes: 642, 0xBF01_06FE_0CA9_A97C),
    Printed(.low, version: 18, mask: 2, bytes: 718, 0x5F61_3018_F477_658B),
    Printed(.low, version: 19, mask: 3, bytes: 791, 0x9D9A_9B23_FF3D_E66D),
    Printed(.low, version: 20, mask: 4, bytes: 856, 0xCF79_BAF4_961D_4755),
    Printed(.medium, version: 1, mask: 4, bytes: 13, 0x3441_FAFE_8F3C_3A73),
    Printed(.medium, version: 2, mask: 5, bytes: 24, 0x85F6_9EF2_EB55_36D2),
    Printed(.medium, version: 3, mask: 6, bytes: 42, 0xE7BC_FB61_004A_A13B),
    Printed(.medium, version: 4, mask: 7, bytes: 61, 0x06FA_32F7_BC28_7E72),
    Printed(.medium, version: 5, mask: 0, bytes: 82, 0x1AAD_D3C3_FB86_BA1D),
    Printed(.medium, version: 6, mask: 1, bytes: 106, 0x0387_46E8_2F73_A3ED),
    Printed(.medium, version: 7, mask: 2, bytes: 121, 0x4546_4889_D894_2043),
    Printed(.medium, version: 8, mask: 3, bytes: 150, 0xE0D6_36C3_B746_2943),
    Printed(.medium, version: 9, mask: 4, bytes: 180, 0x4C5D_1AB0_35BE_15B3),
    Printed(.medium, version: 10, mask: 5, bytes: 212, 0x865F_D273_4C47_1435),
    Printed(.medium, version: 11, mask: 6, bytes: 249, 0x3E12_A3A8_080E_27CF),
    Printed(.medium, version: 12, mask: 7, bytes: 287, 0x2913_B7E9_10DB_6CF4),
    Printed(.medium, version: 13, mask: 0, bytes: 330, 0x11E5_EDE8_B460_8D77),
    Printed(.medium, version: 14, mask: 1, bytes: 360, 0xE155_A43C_7FEE_19C4),
    Printed(.medium, version: 15, mask: 2, bytes: 412, 0xD74F_FB90_B25B_DE57),
    Printed(.medium, version: 16, mask: 3, bytes: 449, 0x3CE0_645F_EB51_2C44),
    Printed(.medium, version: 17, mask: 4, bytes: 502, 0xDDE0_005F_7606_B1AE),
    Printed(.medium, version: 18, mask: 5, bytes: 560, 0x9ADE_9342_F796_2598),
    Printed(.medium, version: 19, mask: 6, bytes: 623, 0x3CEA_551F_56B5_7B41),
    Printed(.medium, version: 20, mask: 7, bytes: 664, 0x99B8_C722_ED21_FAE1),
  ]

  static func text(bytes: Int) -> String {
    let pattern = Array("https://example.com/device?user_code=WDJB-MJHT&x=".utf8)
    return String(decoding: (0..<bytes).map { pattern[$0 % pattern.count] }, as: UTF8.self)
  }

  /// Fowler, Noll and Vo's 1a, of 64 bits, a byte a module.
  static func hash(_ code: QRCode) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for y in 0..<code.size {
      for x in 0..<code.size { hash = (hash ^ (code[x, y] ? 1 : 0)) &* 0x100_0000_01B3 }
    }
    return hash
  }
}
