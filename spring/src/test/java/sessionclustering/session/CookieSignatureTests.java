package sessionclustering.session;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The expected texts were made by {@code Signer} of @fastify/cookie 11. */
class CookieSignatureTests {

	private static final String FIRST = "first-secret-of-32-characters-0001";

	private static final String SECOND = "second-secret-of-32-characters-002";

	private static final String ID = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	private static final String BY_FIRST = ID + ".8vMxcTyZkiU/zOLZPVH4jv7gbxnnjjaf9RE5CQvpDds";

	private static final String BY_SECOND = ID + ".e8debgCi/2n3b9YUo7ZgQvht1b27dO4hAEkD8x7vPUU";

	private final CookieSignature signature = new CookieSignature(List.of(FIRST, SECOND));

	@Test
	void theFirstSecretSigns() {
		assertThat(this.signature.sign(ID)).isEqualTo(BY_FIRST);
	}

	@Test
	void allSecretsVerify() {
		assertThat(this.signature.verify(BY_FIRST)).contains(ID);
		assertThat(this.signature.verify(BY_SECOND)).contains(ID);
		assertThat(new CookieSignature(List.of(FIRST)).verify(BY_SECOND)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", ID, ID + ".", ID + ".8vMxcTyZkiU", BY_FIRST + "=", "B" + BY_FIRST,
			"user:ada.8vMxcTyZkiU/zOLZPVH4jv7gbxnnjjaf9RE5CQvpDds" })
	void anotherTextIsNoCookie(String text) {
		assertThat(this.signature.verify(text)).isEmpty();
	}

}
