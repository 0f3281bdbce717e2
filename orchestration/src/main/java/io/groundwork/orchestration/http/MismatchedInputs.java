package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** In place of the framework's own mapper for fields of the wrong type, which does not speak in our forms. */
@Provider
final class MismatchedInputs implements ExceptionMapper<MismatchedInputException> {

    private final Problems problems;

    MismatchedInputs(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Response toResponse(MismatchedInputException failure) {
        return problems.toResponse(failure);
    }
}
