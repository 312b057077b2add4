"""SQS events as Lambda hands them over."""

from typing import Any


class Context:
    function_name = "consumer"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:consumer"
    aws_request_id = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


def consume(handler: Any, *bodies: str) -> list[str]:
    """The message ids that go back to the queue."""
    records = [
        {
            "messageId": f"m{index}",
            "receiptHandle": "r",
            "body": body,
            "attributes": {},
            "messageAttributes": {},
            "md5OfBody": "",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:0:queue",
            "awsRegion": "us-east-1",
        }
        for index, body in enumerate(bodies)
    ]
    answer = handler({"Records": records}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def drain(queue: str) -> list[str]:
    """Bodies of all messages that wait in a queue, taken out."""
    import boto3

    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName=queue)["QueueUrl"]
    bodies = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(message["Body"])
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies
