package sessionclustering.session;

/** A session ended while a request used it, so its changes cannot be saved. */
public class SessionGoneException extends RuntimeException {

}
