package sessionclustering.users;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sessionclustering.users.AttemptLimits.Sender;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The addresses are counted under the names that @fastify/rate-limit gives them. */
class SenderTests {

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, 192.0.2.1", "::ffff:192.0.2.1, 192.0.2.1", "2001:db8::1, 2001:db8::",
			"2001:db8:0:1:2:3:4:5, 2001:db8:0:1::", "fe80::1%eth0, fe80::" })
	void anAddressIsCountedAsItsNetwork(String address, String counted) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(address);
		assertThat(Sender.of(request).address()).isEqualTo(counted);
	}

}
