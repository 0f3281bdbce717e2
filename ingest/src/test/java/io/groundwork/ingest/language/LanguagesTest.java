package io.groundwork.ingest.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

    private final Languages languages = new Languages();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | The pump is switched off by the valve when the pressure in the tank has risen to more than four bar.
            de | Die Pumpe wird durch das Ventil abgeschaltet, wenn der Druck im Behälter auf mehr als vier Bar gestiegen ist.
            fr | La pompe est arrêtée par la vanne lorsque la pression dans le réservoir est montée à plus de quatre bars.
            es | La bomba se apaga por la válvula cuando la presión en el depósito ha subido a más de cuatro bares, pero no es una falla.
            it | La pompa viene spenta dalla valvola quando la pressione nel serbatoio è salita a più di quattro bar.
            pt | A bomba é desligada pela válvula quando a pressão no reservatório não é mais a que foi pedida para os ensaios.
            nl | De pomp wordt door de klep uitgeschakeld als de druk in het vat tot meer dan vier bar is gestegen.
            sv | Pumpen stängs av när trycket i tanken har stigit till mer än fyra bar, och det är inte ett fel som kan avhjälpas.
            da | Pumpen slukkes af ventilen, når trykket i beholderen er steget til mere end fire bar, og det er ikke en fejl.
            pl | Pompa jest wyłączana przez zawór, gdy ciśnienie w zbiorniku wzrośnie do ponad czterech barów, i nie jest to błąd.
            ru | Насос отключается клапаном, когда давление в баке поднимается до четырёх бар, и это не ошибка, если так было и до этого.
            uk | Насос вимикається клапаном, коли тиск у баку зростає до чотирьох бар, і це не є помилка, якщо так було і до цього.
            ja | タンクの圧力が四バールを超えると、ポンプは弁によって停止します。これは故障ではありません。
            zh | 当水箱中的压力上升到四巴以上时,水泵由阀门关闭。这不是故障。
            ar | يتم إيقاف المضخة بواسطة الصمام عندما يرتفع الضغط في الخزان إلى أكثر من أربعة بار، وهذا ليس خطأ.
            fa | وقتی فشار در مخزن به بیش از چهار بار برسد پمپ به وسیله شیر خاموش می شود و این خطا نیست که گزارش شود.
            ko | 탱크의 압력이 사 바 이상으로 올라가면 밸브가 펌프를 끕니다. 이것은 고장이 아니며 정상적인 동작이므로 걱정하지 않으셔도 됩니다. 자세한 내용은 설명서를 참고하십시오.
            """)
    void aSentenceTellsItsLanguage(String language, String sentence) {
        assertThat(languages.of(sentence)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({
        "A short note",
        "Bolt M8 12 40 Nut M8 12 60 Washer M8 12 80 Flange DN50 PN16 Gasket DN50 PN16 Stud M16 Seal EPDM"
    })
    void wordsThatMakeNoSentenceTellNothing(String text) {
        assertThat(languages.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | How much leave do I get?
            en | Who was the duke?
            de | Wie viel Urlaub habe ich?
            de | Wer war Napoleon?
            de | Welche Farbe hat der Kasten von Pumpe 7?
            fr | Combien coûte le billet ?
            es | ¿Cuánto cuesta?
            nl | Hoe lang duurt de garantie?
            ru | Где находится завод?
            ja | 保証期間はどのくらいですか
            zh | 保修期多长
            ko | 보증 기간은?
            """)
    void aQuestionTellsItsLanguageByFewWords(String language, String question) {
        assertThat(languages.ofQuestion(question)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({"Urlaub 2024", "pump pressure limit", "P-203", "Napoleon Bonaparte?", "SLA response time"})
    void wordsThatMayStandInAnyLanguageTellNothing(String question) {
        assertThat(languages.ofQuestion(question)).isEmpty();
    }
}
