# Countries in a sentence, with the article some of them have.

country-in-text = { $code ->
    [AE] the { $name }
    [AX] the { $name }
    [BQ] the { $name }
    [BS] the { $name }
    [CC] the { $name }
    [CD] the { $name }
    [CF] the { $name }
    [CG] the { $name }
    [CK] the { $name }
    [DO] the { $name }
    [FK] the { $name }
    [FO] the { $name }
    [GB] the { $name }
    [GM] the { $name }
    [HM] the { $name }
    [IM] the { $name }
    [IO] the { $name }
    [KM] the { $name }
    [KY] the { $name }
    [MH] the { $name }
    [MP] the { $name }
    [MV] the { $name }
    [NL] the { $name }
    [PH] the { $name }
    [PN] the { $name }
    [SB] the { $name }
    [SC] the { $name }
    [TC] the { $name }
    [TF] the { $name }
    [UM] the { $name }
    [US] the { $name }
    [VG] the { $name }
    [VI] the { $name }
   *[other] { $name }
}
country-in-filter = { country-in-text }
country-in = in { country-in-text }
country-from = from { country-in-text }
